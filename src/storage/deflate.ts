/** Raw deflate by the browser's own streams, with a limit on what comes out of a hostile input. */

export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = inPieces(bytes, bytes.length).pipeThrough(new CompressionStream('deflate-raw'))
  const deflated = await collect(stream, Infinity)
  return deflated ?? new Uint8Array()
}

/** A thousandfold at most: a piece of 256 bytes makes no more than 256 KB before we look. */
const pieceLength = 256

/** Null when more than `most` bytes come out; rejects when the input is not one whole stream. */
export function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const inflating = new DecompressionStream('deflate-raw')
  return collect(inPieces(bytes, pieceLength).pipeThrough(inflating), most)
}

/** Gives the next piece only when the last has been dealt with. */
function inPieces(
  bytes: Uint8Array<ArrayBuffer>,
  length: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let from = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (from < bytes.length) controller.enqueue(bytes.slice(from, from + length))
        else controller.close()
        from += length
      },
    },
    { highWaterMark: 0 },
  )
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > most) {
      // Not waited for: cancelling a stream of a hostile input may itself fail.
      reader.cancel().catch(() => undefined)
      return null
    }
    chunks.push(next.value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
