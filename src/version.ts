/** Told by /api/status and the command line; the same as package.json's, which a test checks. */
export const version = '0.1.0';
