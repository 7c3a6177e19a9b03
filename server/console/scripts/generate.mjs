// Writes src/api/schema.d.ts from the description of the office's API, which the server prints itself.
import openapiTS, { astToString } from 'openapi-typescript'
import { writeFile } from 'node:fs/promises'

const description = new URL('../../openapi.json', import.meta.url)
const types = await openapiTS(description, { alphabetize: true })
await writeFile(new URL('../src/api/schema.d.ts', import.meta.url), `/* eslint-disable */\n${astToString(types)}`)
