import { createRemoteJWKSet, jwtVerify } from 'jose'
import { idToken, refused, withOneCharacterChanged } from './take.js'

const issuer = process.env.ISSUER
const audience = process.env.AUDIENCE
const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
const keys = createRemoteJWKSet(new URL(discovery.jwks_uri))
const options = { issuer, audience, algorithms: ['RS256'] }

const token = await idToken(audience)
const { payload } = await jwtVerify(token, keys, options)
await refused('a changed token', () => jwtVerify(withOneCharacterChanged(token), keys, options))
await refused('another audience', () => jwtVerify(token, keys, { ...options, audience: 'other.example' }))
console.log(`result: ${payload.sub}`)
