/** The workspace's own programs, as the page's users meet them: a real office and real phones. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { write, type Sheets } from './town'

const run = promisify(execFile)
const BUILT = resolve(process.env.LIANXIN_BUILT ?? join(import.meta.dirname, '../../../target/debug'))
/** Milliseconds the server may take until it listens. */
const PATIENCE = 30_000

/** An office in a directory of its own. */
export class Office {
  private server: ChildProcess | null = null

  private constructor(
    readonly place: string,
    readonly address: string,
  ) {}

  /** Makes an office with the invented town's lists; nothing serves yet. */
  static async make(place: string): Promise<Office> {
    const office = new Office(place, `127.0.0.1:${await freePort()}`)
    write(join(place, 'lists'))
    await office.ask('init', '--name', '安和社区（演示）', '--sheet', join(place, 'sheet.txt'))
    await office.ask('import', join(place, 'lists'))
    return office
  }

  /** Takes other lists at the command line. */
  async take(lists: Sheets): Promise<void> {
    write(join(this.place, 'lists'), lists)
    await this.ask('import', join(this.place, 'lists'))
  }

  get url(): string {
    return `https://${this.address}`
  }

  /** Has something done at the command line, and returns what was said. */
  async ask(...args: string[]): Promise<string> {
    const { stdout } = await run(join(BUILT, 'lianxin-server'), [...args, ...this.settings()], { env: {} })
    return stdout
  }

  /** Starts the server and waits until it says where it is. */
  async serve(): Promise<void> {
    const child = spawn(join(BUILT, 'lianxin-server'), ['serve', ...this.settings()], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] })
    this.server = child
    let log = ''
    child.stderr.on('data', (text: Buffer) => (log += text.toString()))
    await new Promise<void>((there, broken) => {
      const late = setTimeout(() => broken(new Error(`the server does not listen: ${log}`)), PATIENCE)
      child.once('exit', (code) => broken(new Error(`the server ended with ${code}: ${log}`)))
      child.stdout.once('data', () => {
        clearTimeout(late)
        there()
      })
    })
  }

  async stop(): Promise<void> {
    const child = this.server
    this.server = null
    if (!child || child.exitCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await ended
  }

  /** A link with which a person sets up an account; with `enter`, one that lets in at once. */
  async link(person: string, enter = false): Promise<string> {
    const said = await this.ask('login-link', '--person', person, ...(enter ? ['--enter'] : []))
    const link = said.split(/\s+/).find((word) => word.startsWith('https://'))
    if (!link) throw new Error(`no link in: ${said}`)
    return link
  }

  /** A phone of a person, enrolled and synced. */
  async phone(person: string): Promise<Phone> {
    const phone = new Phone(join(this.place, `phone-${person}`))
    const said = await this.ask('invite', '--person', person)
    const digits = await phone.enrol(said.split(/\s+/).find((word) => word.startsWith('LX1:')) ?? '')
    await this.ask('confirm', digits, '--person', person)
    await phone.ask('sync')
    return phone
  }

  private settings(): string[] {
    return ['--data', join(this.place, 'office'), '--listen', this.address, '--addresses', this.address, '--language', 'zh']
  }
}

/** A phone: one directory, one process a command. */
export class Phone {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true })
  }

  /** One command; its answer in JSON. What is refused is an error with the phone's words. */
  async ask(...args: string[]): Promise<Record<string, unknown>> {
    const all = ['--dir', this.directory, '--json', '--lang', 'zh-CN', ...args]
    const { stdout } = await run(join(BUILT, 'lianxin-phone'), all, { env: {} }).catch((error: { stdout?: string; stderr?: string }) => {
      throw new Error(`phone ${args.join(' ')}: ${error.stdout ?? ''}${error.stderr ?? ''}`)
    })
    return JSON.parse(stdout) as Record<string, unknown>
  }

  /** Uses an invitation; the six digits that the phone then shows. */
  async enrol(invitation: string): Promise<string> {
    const answer = await this.ask('enrol', invitation)
    const digits = /\d{6}/.exec(JSON.stringify(answer.digits ?? answer))
    if (!digits) throw new Error(`no digits in: ${JSON.stringify(answer)}`)
    return digits[0]
  }

  visit(household: string, outcome: string, ...rest: string[]): Promise<Record<string, unknown>> {
    return this.ask('visit', household, '--outcome', outcome, ...rest)
  }

  sync(): Promise<Record<string, unknown>> {
    return this.ask('sync')
  }
}

function freePort(): Promise<number> {
  return new Promise((found, broken) => {
    const server = createServer()
    server.once('error', broken)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
