export interface VideoChoice {
  kind: 'mp4' | 'webm'
  codec: 'avc' | 'vp9' | 'vp8'
}

type Asked = VideoChoice & { config: string }

/**
 * In order: H.264 in MP4 plays everywhere, VP9 and VP8 belong in WebM (few players take them in MP4). `config` is the codec as
 * WebCodecs names it, of a profile and level that holds the largest film.
 */
const choices: readonly Asked[] = [
  { kind: 'mp4', codec: 'avc', config: 'avc1.420028' },
  { kind: 'webm', codec: 'vp9', config: 'vp09.00.40.08' },
  { kind: 'webm', codec: 'vp8', config: 'vp8' },
]

/** About the size of a film. */
const side = 640

/** The video that this browser can make, or a sentence why it makes none. */
export async function chooseVideo(
  encoder: Pick<typeof VideoEncoder, 'isConfigSupported'> | undefined = globalThis.VideoEncoder,
): Promise<VideoChoice | string> {
  if (!encoder) return 'This browser has no video encoder (WebCodecs).'
  for (const { kind, codec, config } of choices) {
    // Browsers refuse a codec that they do not know by throwing, too.
    const answer = await encoder
      .isConfigSupported({ codec: config, width: side, height: side })
      .catch(() => undefined)
    if (answer?.supported) return { kind, codec }
  }
  return 'This browser encodes neither H.264 nor VP9 nor VP8.'
}
