import { lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { createNetworkList } from './networks.ts';

/** What the registries of special-purpose addresses keep from the public internet (RFC 6890 and its successors). */
const special4 = createNetworkList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/3'],
]);
/** Only 2000::/3 is given out; these parts of it lead elsewhere, or to an IPv4 address within. */
const given6 = createNetworkList(['2000::/3']);
const special6 = createNetworkList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** False for this machine, private networks, a cloud's metadata and everything else that is not the public internet. */
export function isPublicAddress(address: string): boolean {
  const bare = mapped.exec(address)?.[1] ?? address;
  switch (isIP(bare)) {
    case 4:
      return !special4(bare);
    case 6:
      return given6(bare) && !special6(bare);
    default:
      return false;
  }
}

/** How a connection that was refused for its address is told from one that failed. */
export const privateAddress = 'private_address';

function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error('the name leads to an address that is not public'), { code: privateAddress });
}

/**
 * For a socket's `lookup`: names are resolved here and the connection goes to just these addresses, so that no second
 * answer of the name server can lead it elsewhere. One private address among them refuses them all.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '');
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) return callback(refusal(), '');
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
