/** `flink list`: which jobs there are. Flink: CliFrontend.list, listJobs. */
import type { JobRow } from '../../client-view.ts'
import { answered, said } from '../../reply.ts'
import { jobOf, type Scene } from '../../scene.ts'
import { flinkCommand } from './action.ts'

type Group = 'running' | 'scheduled' | 'terminated'

const titles = {
  running: '------------------ Running/Restarting Jobs -------------------',
  scheduled: '----------------------- Scheduled Jobs -----------------------',
  terminated: '---------------------- Terminated Jobs -----------------------',
} as const

function groupOf({ status, endedAt }: JobRow): Group {
  if (endedAt !== null) return 'terminated'
  return status === 'CREATED' ? 'scheduled' : 'running'
}

const two = (number: number): string => String(number).padStart(2, '0')

/** `dd.MM.yyyy HH:mm:ss` of the cluster's clock, which begins with 1970. */
function dateOf(at: number): string {
  const seconds = Math.floor(at / 1000)
  const days = Math.floor(seconds / 86_400)
  const time = [seconds / 3600, seconds / 60, seconds].map((n, place) =>
    two(Math.floor(n) % (place === 0 ? 24 : 60)),
  )
  return `${dayOf(days)} ${time.join(':')}`
}

/** Days since 1 January 1970 as a date of the calendar. */
function dayOf(days: number): string {
  let [year, rest] = [1970, days]
  const isLeap = (): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  for (let length = 365; rest >= length; year++) {
    length = isLeap() ? 366 : 365
    if (rest < length) break
    rest -= length
  }
  const months = [31, isLeap() ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  let month = 0
  while (rest >= (months[month] ?? 31)) rest -= months[month++] ?? 31
  return `${two(rest + 1)}.${two(month + 1)}.${year}`
}

function block(jobs: readonly JobRow[], group: Group): readonly string[] {
  const rows = jobs.filter((job) => groupOf(job) === group)
  if (rows.length === 0) return group === 'terminated' ? [] : [`No ${group} jobs.`]
  return [
    titles[group],
    ...rows.map(
      ({ id, name, status, submittedAt }) => `${dateOf(submittedAt)} : ${id} : ${name} (${status})`,
    ),
    '-'.repeat(62),
  ]
}

/** Which blocks are shown: without an option running and scheduled ones. */
function groups(given: ReadonlyMap<string, unknown>): readonly Group[] {
  if (given.has('a')) return ['running', 'scheduled', 'terminated']
  if (!given.has('r') && !given.has('s')) return ['running', 'scheduled']
  return (['running', 'scheduled'] as const).filter((group) => given.has(group.charAt(0)))
}

export const list = flinkCommand({
  action: 'list',
  says: 'lists running and scheduled programs.',
  summary: 'which jobs there are',
  syntax: '[OPTIONS]',
  options: [
    { short: 'a', long: 'all', takes: 'nothing', says: 'Show all programs and their JobIDs' },
    {
      short: 'r',
      long: 'running',
      takes: 'nothing',
      says: 'Show only running programs and their JobIDs',
    },
    {
      short: 's',
      long: 'scheduled',
      takes: 'nothing',
      says: 'Show only scheduled programs and their JobIDs',
    },
  ],
  run({ given }, scene: Scene) {
    const job = jobOf(scene)
    const jobs = job === null ? [] : [job]
    return answered(
      said('Waiting for response...', ...groups(given).flatMap((group) => block(jobs, group))),
    )
  },
})
