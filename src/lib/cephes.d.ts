/** The package has types but does not name them in its `exports`: what is used of it. */
declare module 'cephes' {
  export const compiled: Promise<void>;
  export function igam(a: number, x: number): number;
  export function igamc(a: number, x: number): number;
  export function igami(a: number, complement: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function ndtri(p: number): number;
  export function stdtr(degreesOfFreedom: number, t: number): number;
  export function stdtri(degreesOfFreedom: number, p: number): number;
}
