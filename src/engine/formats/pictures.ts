import { strFromU8 } from 'fflate'
import { looksLikeZip } from './zip'

const pictureBegins = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|.{4}ftyp(avif|heic|mif1))/s
const pictureName = /\.(png|jpe?g|gif|webp|bmp|avif|heic|tiff?)$/i

/** Whether the bytes begin as a picture does. */
export function looksLikePicture(bytes: Uint8Array): boolean {
  return pictureBegins.test(strFromU8(bytes.subarray(0, 12), true))
}

/** Whether the first file of an archive, folders aside, is a picture by its name; the archive need not be sound. */
export function beginsWithPicture(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + 30 < bytes.length && looksLikeZip(bytes.subarray(at)); ) {
    const [name, extra] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)]
    const text = strFromU8(bytes.subarray(at + 30, at + 30 + name), true)
    if (!text.endsWith('/')) return pictureName.test(text)
    at += 30 + name + extra
  }
  return false
}
