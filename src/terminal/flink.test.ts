/** The `flink` command, in the words of a real one: raw output of Flink 2.2.0, without the lines of Java's stack. */
import { expect, test } from 'vitest'
import { clusterView } from '../projection/index.ts'
import { defaultScenario } from '../scenario/index.ts'
import { Console } from './testing/console.ts'

const job = '4b75a365556058f89f48719faf6828ce'
const unknown = '0123456789abcdef0123456789abcdef'

async function person(time = 2_000): Promise<Console> {
  return Console.at(time)
}

test('[CLI-1, CK-308] list: running and scheduled jobs, with -a also those that are over', async () => {
  const one = await person()
  expect(await one.types('flink list')).toMatchInlineSnapshot(`
    "Waiting for response...
    ------------------ Running/Restarting Jobs -------------------
    01.01.1970 00:00:00 : 4b75a365556058f89f48719faf6828ce : Orders by fruit (RUNNING)
    --------------------------------------------------------------
    No scheduled jobs."
  `)
  expect(await one.types('flink list -s')).toMatchInlineSnapshot(`
    "Waiting for response...
    No scheduled jobs."
  `)
  expect(await new Console().types('flink list -r')).toMatchInlineSnapshot(`
    "Waiting for response...
    No running jobs."
  `)
  await one.types(`flink cancel ${job}`)
  expect(await one.types('flink list -a')).toMatchInlineSnapshot(`
    "Waiting for response...
    ------------------ Running/Restarting Jobs -------------------
    01.01.1970 00:00:00 : 4b75a365556058f89f48719faf6828ce : Orders by fruit (CANCELLING)
    --------------------------------------------------------------
    No scheduled jobs."
  `)
})

test('[CLI-1, CK-309] savepoint: waits for it, or not; its path is where it lies', async () => {
  const one = await person()
  expect(await one.types(`flink savepoint ${job}`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/savepoints/savepoint-4b75a3-20479b8fc879
    You can resume your program from this savepoint with the run command."
  `)
  expect(await one.types(`flink savepoint -detached ${job}`)).toMatchInlineSnapshot(`
    "Triggering savepoint in detached mode for job 4b75a365556058f89f48719faf6828ce.
    Successfully trigger manual savepoint, triggerId: 8bb20b3f6ce5ebe1e7e417e81cc410a5"
  `)
  expect(await one.types(`flink savepoint ${job} s3://lab/savepoints/ more words`))
    .toMatchInlineSnapshot(`
    "Provided more arguments than required. Ignoring not needed arguments.
    Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/savepoints/savepoint-4b75a3-a5a64e689688
    You can resume your program from this savepoint with the run command."
  `)
  expect(await one.types(`flink savepoint ${job} s3://elsewhere`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    lab: the playground keeps savepoints where execution.checkpointing.savepoint-dir says: s3://lab/savepoints. Leave the directory out.
    [exit code 1]"
  `)
  expect(await one.types(`flink savepoint --type native ${job}`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/savepoints/savepoint-4b75a3-c61e5ba9b3a8
    You can resume your program from this savepoint with the run command."
  `)
  expect(await one.types(`flink savepoint --type zip ${job}`)).toMatchInlineSnapshot(`
    "
    ------------------------------------------------------------
     The program finished with the following exception:

    java.lang.IllegalArgumentException: Could not parse value for enum class org.apache.flink.core.execution.SavepointFormatType. Expected one of: [[CANONICAL, NATIVE]]
    [exit code 1]"
  `)
})

test('[CLI-1, CK-154] savepoint without a directory anywhere fails as in Flink', async () => {
  const config = (defaultScenario.files['config.yaml'] ?? '').replace(/.*savepoint-dir.*\n/, '')
  const one = await Console.at(2_000, {
    files: { ...defaultScenario.files, 'config.yaml': config },
  })
  expect(await one.types(`flink savepoint ${job}`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Failed to trigger a savepoint for the job 4b75a365556058f89f48719faf6828ce.
    Caused by: org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException: Config key [execution.checkpointing.savepoint-dir] is not set. Property [target-directory] must be provided.]
    [exit code 1]"
  `)
  expect(await one.types(`flink savepoint ${job} s3://lab/checkpoints`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/checkpoints/savepoint-4b75a3-20479b8fc879
    You can resume your program from this savepoint with the run command."
  `)
})

test('[CLI-1, CK-314] arguments that cannot be read', async () => {
  const one = await person()
  for (const line of [
    'flink frobnicate',
    'flink savepoint',
    'flink savepoint nonsense',
    'flink stop',
    'flink cancel',
    'flink checkpoint',
    `flink checkpoint --incremental ${job}`,
    'flink savepoint -d',
    'flink run /opt/jobs/nosuch.jar',
    'flink run -p none job.ts',
  ])
    expect(await one.types(line)).toMatchSnapshot(line)
})

test('[CLI-1, CK-314] a job that nobody knows, or that is over', async () => {
  const one = await person()
  expect(await one.types(`flink savepoint ${unknown}`)).toMatchInlineSnapshot(`
    "Triggering savepoint for job 0123456789abcdef0123456789abcdef.
    Waiting for response...

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Failed to trigger a savepoint for the job 0123456789abcdef0123456789abcdef.
    Caused by: java.util.concurrent.CompletionException: java.util.concurrent.CompletionException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    Caused by: org.apache.flink.runtime.messages.FlinkJobNotFoundException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    [exit code 1]"
  `)
  expect(await one.types(`flink checkpoint ${unknown}`)).toMatchInlineSnapshot(`
    "Triggering checkpoint for job 0123456789abcdef0123456789abcdef.
    Waiting for response...

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Failed to trigger a checkpoint for the job 0123456789abcdef0123456789abcdef.
    Caused by: java.util.concurrent.CompletionException: java.util.concurrent.CompletionException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    Caused by: org.apache.flink.runtime.messages.FlinkJobNotFoundException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    [exit code 1]"
  `)
  expect(await one.types(`flink cancel ${unknown}`)).toMatchInlineSnapshot(`
    "Cancelling job 0123456789abcdef0123456789abcdef.

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Could not cancel job 0123456789abcdef0123456789abcdef.
    Caused by: java.util.concurrent.ExecutionException: org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException: Job could not be found.]
    [exit code 1]"
  `)
  expect(await one.types(`flink stop ${unknown}`)).toMatchInlineSnapshot(`
    "Suspending job "0123456789abcdef0123456789abcdef" with a CANONICAL savepoint.
    Triggering stop-with-savepoint for job 0123456789abcdef0123456789abcdef.
    Waiting for response...

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Could not stop with a savepoint job "0123456789abcdef0123456789abcdef".
    Caused by: java.util.concurrent.ExecutionException: java.util.concurrent.CompletionException: java.util.concurrent.CompletionException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    Caused by: java.util.concurrent.CompletionException: java.util.concurrent.CompletionException: org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job (0123456789abcdef0123456789abcdef)
    [exit code 1]"
  `)
  expect(await one.types(`flink cancel ${job}`)).toMatchInlineSnapshot(`
    "Cancelling job 4b75a365556058f89f48719faf6828ce.
    Cancelled job 4b75a365556058f89f48719faf6828ce."
  `)
  await one.goesTo(4_000)
  expect(await one.types(`flink cancel ${job}`)).toMatchInlineSnapshot(`
    "Cancelling job 4b75a365556058f89f48719faf6828ce.
    Cancelled job 4b75a365556058f89f48719faf6828ce."
  `)
  expect(await one.types(`flink savepoint ${job}`)).toContain('Could not find Flink job')
})

test('[CLI-1, CK-311] checkpoint, and a full one', async () => {
  const one = await person()
  expect(await one.types(`flink checkpoint ${job}`)).toMatchInlineSnapshot(`
    "Triggering checkpoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Checkpoint 2 for job 4b75a365556058f89f48719faf6828ce completed.
    You can resume your program from this checkpoint with the run command."
  `)
  expect(await one.types(`flink checkpoint --full ${job}`)).toMatchInlineSnapshot(`
    "Triggering checkpoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Checkpoint(FULL) 4 for job 4b75a365556058f89f48719faf6828ce completed.
    You can resume your program from this checkpoint with the run command."
  `)
})

test('[CLI-1, CK-312] stop: suspends or drains, and answers when the job has ended', async () => {
  const one = await person()
  expect(await one.types(`flink stop -p ${job}`)).toMatchInlineSnapshot(`
    "Suspending job "4b75a365556058f89f48719faf6828ce" with a CANONICAL savepoint.
    Triggering stop-with-savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/savepoints/savepoint-4b75a3-20479b8fc879"
  `)
  expect(await one.types(`flink cancel ${job}`)).toMatchInlineSnapshot(`
    "Cancelling job 4b75a365556058f89f48719faf6828ce.

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Could not cancel job 4b75a365556058f89f48719faf6828ce.
    Caused by: java.util.concurrent.ExecutionException: org.apache.flink.runtime.rest.util.RestClientException: [org.apache.flink.runtime.rest.handler.RestHandlerException: Job cancellation failed because the job has already reached another terminal state (FINISHED).]
    [exit code 1]"
  `)
  const two = await person()
  expect(await two.types(`flink stop --drain -p s3://lab/savepoints ${job}`))
    .toMatchInlineSnapshot(`
    "Draining job "4b75a365556058f89f48719faf6828ce" with a CANONICAL savepoint.
    Triggering stop-with-savepoint for job 4b75a365556058f89f48719faf6828ce.
    Waiting for response...
    Savepoint completed. Path: s3://lab/savepoints/savepoint-4b75a3-20479b8fc879"
  `)
  const three = await person()
  expect(await three.types(`flink stop -detached ${job}`)).toMatchInlineSnapshot(`
    "Suspending job "4b75a365556058f89f48719faf6828ce" with a CANONICAL savepoint.
    Triggering stop-with-savepoint in detached mode for job 4b75a365556058f89f48719faf6828ce.
    Successfully trigger manual savepoint, triggerId: 923a7e83aee48ab823c71855ae21fd9d"
  `)
})

test('[CLI-1, CK-313] cancelling with a savepoint is deprecated, and not here', async () => {
  const one = await person()
  expect(await one.types(`flink cancel -s ${job}`)).toMatchInlineSnapshot(`
    "DEPRECATION WARNING: Cancelling a job with savepoint is deprecated. Use "stop" instead.
    lab: the playground does not cancel with a savepoint. Type: flink stop 4b75a365556058f89f48719faf6828ce
    [exit code 1]"
  `)
})

test('[CLI-1, CK-309, CK-310] the story of the guide: savepoint, cancel, run -s, savepoint -d', async () => {
  const one = await person(6_000)
  const path = /Path: (.*)/.exec(await one.types(`flink savepoint ${job}`))?.[1] ?? ''
  await one.types(`flink cancel ${job}`)
  await one.goesTo(10_000)
  expect(await one.types(`flink run -d -s ${path} job.ts`)).toMatchInlineSnapshot(
    `"Job has been submitted with JobID fb3eb6b0d56be1e7854be4dc81f1b4ff"`,
  )
  expect(await one.types('flink list')).toMatchInlineSnapshot(`
    "Waiting for response...
    ------------------ Running/Restarting Jobs -------------------
    01.01.1970 00:00:10 : fb3eb6b0d56be1e7854be4dc81f1b4ff : Orders by fruit (RUNNING)
    --------------------------------------------------------------
    No scheduled jobs."
  `)
  expect(await one.types(`flink savepoint -d ${path}`)).toMatchInlineSnapshot(`
    "Disposing savepoint 's3://lab/savepoints/savepoint-4b75a3-778bf2b6136f'.
    Waiting for response...
    Savepoint 's3://lab/savepoints/savepoint-4b75a3-778bf2b6136f' disposed."
  `)
  expect(await one.types(`flink savepoint -d ${path}`)).toMatchInlineSnapshot(`
    "Disposing savepoint 's3://lab/savepoints/savepoint-4b75a3-778bf2b6136f'.
    Waiting for response...

    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.util.FlinkException: Failed to dispose the savepoint 's3://lab/savepoints/savepoint-4b75a3-778bf2b6136f'.
    Caused by: java.util.concurrent.ExecutionException: org.apache.flink.util.FlinkException: org.apache.flink.util.FlinkException: Could not dispose savepoint s3://lab/savepoints/savepoint-4b75a3-778bf2b6136f.
    Caused by: org.apache.flink.util.FlinkException: org.apache.flink.util.FlinkException: Could not dispose savepoint s3://lab/savepoints/savepoint-4b75a3-778bf2b6136f.
    Caused by: java.io.FileNotFoundException: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 's3://lab/savepoints/savepoint-4b75a3-778bf2b6136f' on file system 's3'.
    [exit code 1]"
  `)
  expect(await one.types(`flink run -s ${path}`)).toContain('Cannot find checkpoint or savepoint')
})

test('[CLI-1, CK-310] a savepoint of the run is disposed of in the run, also when the job is over', async () => {
  const one = await person()
  const path = /Path: (.*)/.exec(await one.types(`flink savepoint ${job}`))?.[1] ?? ''
  const other = /Path: (.*)/.exec(await one.types(`flink savepoint ${job}`))?.[1] ?? ''
  expect(await one.types(`flink savepoint -d ${path}`)).toContain('disposed.')
  expect(await one.types('ls s3://lab/savepoints')).toBe(`${other.split('/').at(-1)}/`)
  expect(await one.types('flink savepoint -d chk-1')).toMatchInlineSnapshot(`
    "Disposing savepoint 'chk-1'.
    Waiting for response...
    lab: that is a checkpoint, which the job itself deletes. Flink would delete it.
    [exit code 1]"
  `)
  await one.types(`flink cancel ${job}`)
  await one.goesTo(9_000)
  expect(await one.types(`flink savepoint -d ${other}`)).toContain('disposed.')
  expect(await one.types('ls s3://lab/savepoints')).toBe('')
})

test('[CLI-1, CK-155] a snapshot is named by its directory or by its _metadata', async () => {
  const one = await person()
  const path = /Path: (.*)/.exec(await one.types(`flink savepoint ${job}`))?.[1] ?? ''
  expect(await one.types(`flink savepoint -d ${path}/_metadata`)).toContain('disposed.')
  expect(await one.types(`flink savepoint -d ${path}/_metadata`)).toContain(
    `Cannot find checkpoint or savepoint file/directory '${path}/_metadata'`,
  )
})

test('[CLI-1, CK-307] run: detached or to the end, with options that win over config.yaml', async () => {
  const one = await person()
  expect(
    await one.types('flink run -d -D execution.checkpointing.num-retained=1 -p 1 job.ts'),
  ).toMatchInlineSnapshot(`"Job has been submitted with JobID 4b75a365556058f89f48719faf6828ce"`)
  const settings = one.scene.ask(clusterView).settings
  expect(settings?.checkpoints.numRetained).toBe(1)
  expect(await one.types('flink run -s chk-9 job.ts')).toMatchInlineSnapshot(`
    "
    ------------------------------------------------------------
     The program finished with the following exception:

    org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: Failed to execute job 'Orders by fruit'.
    Caused by: org.apache.flink.util.FlinkException: Failed to execute job 'Orders by fruit'.
    Caused by: java.lang.RuntimeException: org.apache.flink.runtime.client.JobInitializationException: Could not start the JobMaster.
    Caused by: org.apache.flink.runtime.client.JobInitializationException: Could not start the JobMaster.
    Caused by: java.util.concurrent.CompletionException: java.lang.RuntimeException: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 'chk-9' on file system 'file'.
    Caused by: java.lang.RuntimeException: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 'chk-9' on file system 'file'.
    Caused by: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 'chk-9' on file system 'file'.
    [exit code 1]"
  `)
  expect(await one.types('flink run -s chk-1 -cm mine job.ts')).toMatchInlineSnapshot(`
    "
    ------------------------------------------------------------
     The program finished with the following exception:

    java.lang.IllegalArgumentException: Could not parse value for enum class org.apache.flink.core.execution.RecoveryClaimMode. Expected one of: [[CLAIM, NO_CLAIM, LEGACY]]
    [exit code 1]"
  `)
})

test('[CLI-1, CK-307] an attached run tells the end of the job', async () => {
  const text = defaultScenario.files['job.ts'] ?? ''
  const bounded = text.replace(
    '.setStartingOffsets(',
    '.setBounded(OffsetsInitializer.latest()).setStartingOffsets(',
  )
  const few = {
    orders: { partitions: [[{ key: 'a', value: '{"fruit":"fig"}', timestamp: null }], []] },
    totals: { partitions: [[], []] },
  }
  const one = await Console.at(0, {
    files: { ...defaultScenario.files, 'job.ts': bounded },
    topics: few,
  })
  expect(await one.types('flink run job.ts')).toMatchInlineSnapshot(`
    "Job has been submitted with JobID 4b75a365556058f89f48719faf6828ce
    Program execution finished
    Job with JobID 4b75a365556058f89f48719faf6828ce has finished.
    Job Runtime: 3360 ms
    "
  `)
})

test('[CLI-1, CK-306] info: the plan of the job', async () => {
  const one = await person()
  expect(await one.types('flink info job.ts')).toMatchInlineSnapshot(`
    "----------------------- Execution Plan -----------------------
    {
      "nodes": [
        {
          "id": 1,
          "type": "Source: orders",
          "pact": "Data Source",
          "contents": "Source: orders",
          "parallelism": 2
        },
        {
          "id": 2,
          "type": "count",
          "pact": "Operator",
          "contents": "count",
          "parallelism": 3,
          "predecessors": [
            {
              "id": 1,
              "ship_strategy": "HASH",
              "side": "second"
            }
          ]
        },
        {
          "id": 3,
          "type": "totals: Writer",
          "pact": "Data Sink",
          "contents": "totals: Writer",
          "parallelism": 2,
          "predecessors": [
            {
              "id": 2,
              "ship_strategy": "REBALANCE",
              "side": "second"
            }
          ]
        }
      ]
    }
    --------------------------------------------------------------

    No description provided."
  `)
})

test('[CLI-1] a client gives up after a minute, and the snapshot goes on without it (CK-315)', async () => {
  const one = await Console.at(2_000, { uploadCosts: { count: 59_000 } })
  expect(await one.types(`flink checkpoint ${job}`)).toContain('TimeoutException')
})

test.each(['savepoint', 'checkpoint', 'stop', 'cancel', 'list', 'run', 'info'])(
  '[CLI-1, CK-306] flink %s --help, laid out as Flink lays it out',
  async (action) => {
    expect(await new Console().types(`flink ${action} --help`)).toMatchSnapshot()
  },
)

test('[CLI-1] flink without an action, and its version', async () => {
  const one = new Console()
  expect(await one.types('flink --version')).toMatchInlineSnapshot(
    `"Version: 2.2.0 (Barrier Lab, a simulation), Commit ID: none"`,
  )
  expect(await one.types('flink')).toMatch(/^\.\/flink <ACTION>[^]*\[exit code 1\]$/)
  expect(await one.types('flink --help')).not.toContain('exit code')
})
