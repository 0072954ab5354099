/** Checkpoint storage by `ls`, `cat`, `du` and `rm`. */
import { expect, test } from 'vitest'
import { Console } from './testing/console.ts'

const job = '4b75a365556058f89f48719faf6828ce'

test('[CLI-2] ls: the roots, a directory by the end of its path, all below, and what is not there', async () => {
  const one = await Console.at(6_000)
  expect(await one.types('ls')).toMatchInlineSnapshot(`
    "s3://lab/checkpoints/
    s3://lab/savepoints/"
  `)
  expect(await one.types(`ls ${job}`)).toMatchInlineSnapshot(`
    "chk-1/
    chk-2/
    shared/
    taskowned/"
  `)
  expect(await one.types('ls -l chk-1')).toMatchInlineSnapshot(`
    "  -  3.60 s  _metadata
    103  2.00 s  bc4197a480c92c793190a9f8c0afc54c-0
    103  2.00 s  bc4197a480c92c793190a9f8c0afc54c-1
    252  2.48 s  b71731f1c0df9c3076c4a455334d0ad6-0
    152  2.48 s  b71731f1c0df9c3076c4a455334d0ad6-1
    309  3.10 s  b71731f1c0df9c3076c4a455334d0ad6-2"
  `)
  expect(await one.types('ls -lR s3://lab/checkpoints/')).toMatchInlineSnapshot(`
    "s3://lab/checkpoints:
    1127  -  4b75a365556058f89f48719faf6828ce/

    s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce:
    919  1.42 s  chk-1/
    208  5.42 s  chk-2/
      0       -  shared/
      0       -  taskowned/

    s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-1:
      -  3.60 s  _metadata
    103  2.00 s  bc4197a480c92c793190a9f8c0afc54c-0
    103  2.00 s  bc4197a480c92c793190a9f8c0afc54c-1
    252  2.48 s  b71731f1c0df9c3076c4a455334d0ad6-0
    152  2.48 s  b71731f1c0df9c3076c4a455334d0ad6-1
    309  3.10 s  b71731f1c0df9c3076c4a455334d0ad6-2

    s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-2:
    104  6.00 s  bc4197a480c92c793190a9f8c0afc54c-0
    104  6.00 s  bc4197a480c92c793190a9f8c0afc54c-1

    s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/shared:

    s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/taskowned:
    "
  `)
  expect(await one.types('ls chk-1/_metadata')).toBe('_metadata')
  expect(await one.types('ls nowhere')).toMatchInlineSnapshot(`
    "ls: cannot access 'nowhere': No such file or directory
    [exit code 2]"
  `)
  expect(await one.types('ls -z')).toMatchInlineSnapshot(`
    "ls: invalid option -- 'z'
    [exit code 1]"
  `)
})

test('[CLI-2] the tree is that of the cursor', async () => {
  const one = await Console.at(6_000)
  await one.goesTo(1_000)
  expect(await one.types('ls chk-1')).toMatch(/No such file/)
})

test('[CLI-2] du: bytes of each directory, or the sum', async () => {
  const one = await Console.at(6_000)
  expect(await one.types('du')).toMatchInlineSnapshot(`
    "919	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-1
    208	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-2
    0	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/shared
    0	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/taskowned
    1127	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce
    1127	s3://lab/checkpoints
    0	s3://lab/savepoints"
  `)
  expect(await one.types('du -sh chk-1')).toMatchInlineSnapshot(
    `"919	s3://lab/checkpoints/4b75a365556058f89f48719faf6828ce/chk-1"`,
  )
  expect(await one.types('du nowhere')).toMatchInlineSnapshot(`
    "du: cannot access 'nowhere': No such file or directory
    [exit code 1]"
  `)
})

test('[CLI-2] cat: the metadata of a snapshot, and who wrote a file', async () => {
  const one = await Console.at(6_000)
  expect(await one.types('cat chk-1/_metadata')).toMatchInlineSnapshot(`
    "{
      "job": "Orders by fruit",
      "checkpoint": 1,
      "kind": "checkpoint",
      "label": null,
      "triggeredAt": 1419,
      "completedAt": 3600,
      "operators": [
        {
          "id": "bc4197a480c92c793190a9f8c0afc54c",
          "uid": "orders",
          "name": "Source: orders",
          "parallelism": 2,
          "maxParallelism": 128
        },
        {
          "id": "b71731f1c0df9c3076c4a455334d0ad6",
          "uid": "count",
          "name": "count",
          "parallelism": 3,
          "maxParallelism": 128
        },
        {
          "id": "8eeed16b661251f13cfc6a3c5e75c420",
          "uid": "totals",
          "name": "totals: Writer",
          "parallelism": 2,
          "maxParallelism": 128
        }
      ],
      "files": [
        {
          "file": "chk-1/bc4197a480c92c793190a9f8c0afc54c-0",
          "bytes": 103
        },
        {
          "file": "chk-1/bc4197a480c92c793190a9f8c0afc54c-1",
          "bytes": 103
        },
        {
          "file": "chk-1/b71731f1c0df9c3076c4a455334d0ad6-0",
          "bytes": 252
        },
        {
          "file": "chk-1/b71731f1c0df9c3076c4a455334d0ad6-1",
          "bytes": 152
        },
        {
          "file": "chk-1/b71731f1c0df9c3076c4a455334d0ad6-2",
          "bytes": 309
        }
      ]
    }"
  `)
  expect(await one.types('cat chk-1/b71731f1c0df9c3076c4a455334d0ad6-2')).toMatchInlineSnapshot(`
    "lab: 309 bytes of state, written by count #2 for snapshot 1.
    lab: needed by snapshot 1.
    lab: what is inside stands in the Checkpoints tab, under the snapshot."
  `)
  expect(await one.types('cat chk-1')).toMatchInlineSnapshot(`
    "cat: chk-1: Is a directory
    [exit code 1]"
  `)
  expect(await one.types('cat')).toMatchInlineSnapshot(`
    "cat: missing operand
    [exit code 1]"
  `)
  expect(await one.types('cat nothing')).toMatchInlineSnapshot(`
    "cat: nothing: No such file or directory
    [exit code 1]"
  `)
})

test('[CLI-2, FLT-8] rm deletes the very file, which a restart then misses; rm -r a savepoint', async () => {
  const one = await Console.at(6_000)
  const file = 'chk-1/b71731f1c0df9c3076c4a455334d0ad6-2'
  expect(await one.types(`rm ${file}`)).toBe('')
  expect(await one.types(`rm ${file}`)).toMatchInlineSnapshot(`
    "rm: cannot remove 'chk-1/b71731f1c0df9c3076c4a455334d0ad6-2': No such file or directory
    [exit code 1]"
  `)
  expect(await one.types('ls chk-1')).not.toContain('b71731f1c0df9c3076c4a455334d0ad6-2')
  expect(await one.types(`cat ${file}`)).toMatch(/No such file/)
  await one.types('lab kill tm-2')
  await one.goesTo(9_000)
  expect(await one.types('flink list')).toMatch(/RESTARTING|RUNNING/)
  expect(await one.types('rm chk-1')).toMatchInlineSnapshot(`
    "rm: cannot remove 'chk-1': Is a directory
    [exit code 1]"
  `)
  expect(await one.types('rm -r chk-1')).toMatchInlineSnapshot(`
    "rm: cannot remove 'chk-1': only the directory of a savepoint goes as a whole. Of a checkpoint, remove a file.
    [exit code 1]"
  `)
  expect(await one.types('rm chk-1/_metadata')).toBe('')
  expect(await one.types('ls chk-1')).not.toContain('_metadata')
  expect(await one.types('rm')).toMatchInlineSnapshot(`
    "rm: missing operand
    [exit code 1]"
  `)
  const two = await Console.at(2_000)
  const path = /Path: (.*)/.exec(await two.types(`flink savepoint ${job}`))?.[1] ?? ''
  expect(await two.types(`rm -r ${path}`)).toBe('')
  expect(await two.types('ls s3://lab/savepoints')).toBe('')
})
