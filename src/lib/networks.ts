import { BlockList, isIP } from 'node:net';

/** Whether an address lies in one of these networks (`10.0.0.0/8`, `2a02:5180::/32`, or one address). */
export type NetworkList = (address: string) => boolean;

/** An IPv4 address that a dual-stack socket shows as `::ffff:…` counts as what it is. */
export function createNetworkList(networks: readonly string[]): NetworkList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}
