/** `lab fail`: an operator throws, once or at every record with a text. */
import { labCommand, trouble, whole, word } from './lab-command.ts'
import { operatorNames } from './names.ts'

export const fail = labCommand({
  name: 'fail',
  usage: '<operator> --at-record <n> | --containing <text>',
  summary: 'an operator throws at its n-th record from now, or at every record with a text',
  valued: ['at-record', 'containing'],
  command(line) {
    const operator = word(line, 0, 'the operator')
    const contains = line.options.get('containing') ?? null
    const isOnce = line.options.has('at-record')
    if (isOnce === (contains !== null)) trouble('say --at-record <n> or --containing <text>')
    const record = isOnce ? whole(line, 'at-record', 1) : null
    return { kind: 'poison-operator', operator, record, contains }
  },
  words(command) {
    if (command.kind !== 'poison-operator') return null
    const { operator, record, contains } = command
    return record === null
      ? [operator, '--containing', contains ?? '']
      : [operator, '--at-record', String(record)]
  },
  complete: (_, scene) => operatorNames(scene),
})
