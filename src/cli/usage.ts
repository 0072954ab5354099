/** What `--help` says. */
const run = `npx barrier-lab run <scenario.json | folder> [options]
  Runs a scenario and prints JSON lines on standard output, nothing else.
  A folder is a scenario too: scenario.json with the files (job.ts, config.yaml, …) beside it.

  --until 60s      how far, in virtual time: 500ms, 60s, 2min, 1h, or milliseconds (default 60s)
  --seed 7         another seed than the scenario's
  --print <what>   output       rows as a reader of each sink sees them (default):
                                {sink, topic, key, value, timestamp, subtask, at}
                   transcript   every event as a line of text: {seq, at, text}
                   trace        every event with all its fields
                   checkpoints  every snapshot, and how it ended
                   state        keyed state at the end, by operator, state and key
                   storage      checkpoint storage at the end: {path, bytes, neededBy, …}
                   exceptions   what failed, newest first, as Flink's REST interface lists it
                   ledger       every source record: {read, processed, counted, visible, …}
                   watermarks   event time of every subtask, and who holds it back
                   metrics      what every subtask did
                   advice       what is legal and harmful: {rule, title, reason, remedy}
  --fast           records nothing while running; prints one line: records, and records per second`

const check = `npx barrier-lab check <lesson> [--with my-job.ts] [--with my-config.yaml]
  Judges an answer to a lesson: one JSON line a goal, {goal, verdict, evidence, …}.
  Without --with it judges the lesson's start. --with may be a file, taken as job.ts or config.yaml
  by its ending, or a scenario folder. Given several times, each folder is one run of the session.
  --solution       judges the lesson's own solution
  --seed 7         another seed than the lesson's
  Exit code 1 when a goal is not met.`

const link = `npx barrier-lab link encode <scenario.json | folder>     prints {"link": "#1.…", "characters": n}
npx barrier-lab link decode <url>                       prints the scenario
  Links carry a scenario, its seed and a cursor; the part after # is all that counts.`

const hunt = `npx barrier-lab hunt <scenario.json | folder> [options]
  Finds the killing moment: runs the job without failures, then again for each moment of that run with
  a TaskManager killed there, and compares what comes of it (SEMANTICS, HUNT-1 to HUNT-4). Prints one
  JSON line: {moments, of, kills, changed, first, link}. The link opens at the first such kill.
  --until 60s      the last kill, in virtual time (default: until a checkpoint stands behind everything)
  --seed 7         another seed than the scenario's
  --every 5        tries every fifth moment
  --max 200        tries so many kills at most, spread over the run
  --print <what>   summary  that one line (default)
                   moments  before it, every kill that changed the result: {taskManager, at, after,
                            differences, more}
  Exit code 1 when a kill changes the result.`

const bench = `npx barrier-lab bench [--json]
  Measures what the product is held to, and prints a table; with --json one line of JSON a figure:
  {name, value, unit, goal, met}. --only <part of a name> measures less.`

const conformance = `npx barrier-lab conformance <folder>
  Runs every vector file of a folder against the engine's own functions.`

const all: Readonly<Record<string, string>> = { run, check, hunt, link, bench, conformance }

const exitCodes = `Exit codes: 0 fine, 1 the job or a check failed or a kill was found, 2 the input was wrong.`

/** Of one command, or of all. */
export function usage(command: string): string {
  const one = all[command]
  return [...(one === undefined ? Object.values(all) : [one]), exitCodes].join('\n\n')
}
