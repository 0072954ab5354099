/** Runs one tool of `npm test`, keeps what it prints, and ends it when it takes too long. */
import { spawn } from 'node:child_process'

const usualLimit = 4 * 60_000
const running = new Set()

export function runProcess(step, root) {
  const started = Date.now()
  const env = {
    ...process.env,
    // The tools count all the cores they see; two workers each is what this project promises.
    RAYON_NUM_THREADS: '2',
    TOKIO_WORKER_THREADS: '2',
    NO_COLOR: '1',
    ...step.env,
  }
  delete env['FORCE_COLOR']
  const child = spawn(process.execPath, step.args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a browser or a server it started ends with it.
    detached: process.platform !== 'win32',
  })
  running.add(child)
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const limit = step.limit ?? usualLimit
  const timer = setTimeout(() => {
    output += `\nStopped after ${limit / 60_000} minutes.\n`
    stop(child)
  }, limit)
  return new Promise((resolve) => {
    const finish = (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output, milliseconds: Date.now() - started })
    }
    child.on('error', (error) => {
      output += `${error}\n`
      finish(1)
    })
    child.on('close', (code) => finish(code ?? 1))
  })
}

export function stopProcesses() {
  for (const child of running) stop(child)
}

function stop(child) {
  try {
    if (process.platform === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself in the meantime.
  }
}
