/** All programs of the gallery, with their texts: one part of the page, fetched when somebody looks. */
import { galleryOf } from '../../scenario/index.ts'

export const programs = galleryOf(
  import.meta.glob<string>('../../../gallery/*/*.{ts,yaml,json}', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)
