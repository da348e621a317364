/**
 * A file that we keep already: messages name it, and its bytes are read only when it goes out. `sha256` is what was
 * published of it.
 */
export type StoredFile = Readonly<{ kind: 'entries'; contest: string; sha256: string; bytes: number }>;

/** Null where what is kept is not what was published. Rejects where it cannot be read now. */
export type OpenFile = (file: StoredFile) => Promise<Uint8Array | null>;
