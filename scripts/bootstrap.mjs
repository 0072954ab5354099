/**
 * Makes a fresh clone ready: installs dependencies when the lock file changed, and with --browser a
 * Chromium when there is none. Uses Node built-ins only, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from './browser.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.bootstrap')
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} found; Node 20.19 or newer is needed.`)
}
installDependencies()
if (process.argv.includes('--browser')) installBrowser()

function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}-${major}`)
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const npm = process.env['npm_execpath']
  const args = ['ci', '--no-audit', '--no-fund']
  const status = npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args], { shell: false })
    : run('npm', args)
  if (status !== 0) fail('npm ci failed.')
  writeFileSync(stamp, wanted)
}

function installBrowser() {
  if (findChromium()) return
  const asked = process.env['CHROMIUM_PATH']
  if (asked) fail(`CHROMIUM_PATH=${asked} does not exist.`)
  if (process.platform === 'linux' && existsSync('/usr/bin/apt-get')) {
    aptGet('update', '-qq')
    aptGet('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core')
  }
  if (findChromium()) return
  fail(
    'No Chromium or Chrome found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.',
  )
}

function aptGet(...args) {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const [command, ...rest] = [...sudo, 'apt-get', ...args]
  return run(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}

function run(command, args, options = {}) {
  console.log(`> ${command} ${args.join(' ')}`)
  const shell = process.platform === 'win32'
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell, ...options }).status ?? 1
}

function fail(message) {
  console.error(`\n${message}`)
  process.exit(1)
}
