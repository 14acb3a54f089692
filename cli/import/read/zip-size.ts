import { openPromise } from 'yauzl';

/**
 * Bytes that the entries of a ZIP archive have when they are unpacked, as its directory says; `undefined` where it does
 * not say it of an entry. A reader that stops an entry at its size in the directory never unpacks more.
 */
export const unpackedBytes = async (path: string): Promise<number | undefined> => {
  const archive = await openPromise(path, { lazyEntries: true });
  try {
    let bytes = 0;
    for await (const { uncompressedSize, compressedSize } of archive.eachEntry()) {
      if (uncompressedSize === 0 && compressedSize > 2) return undefined;
      bytes += uncompressedSize;
    }
    return bytes;
  } finally {
    archive.close();
  }
};
