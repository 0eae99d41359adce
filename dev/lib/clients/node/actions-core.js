import { getIDToken } from '@actions/core'

console.log(`result: ${await getIDToken(process.env.AUDIENCE)}`)
