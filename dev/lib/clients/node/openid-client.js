import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { idToken, refused, withOneCharacterChanged } from './take.js'

const audience = process.env.AUDIENCE
const configuration = await client.discovery(
  new URL(process.env.ISSUER), 'checkout', undefined, client.None(),
  { execute: [client.allowInsecureRequests] })
const { issuer, jwks_uri, id_token_signing_alg_values_supported: algorithms } = configuration.serverMetadata()
const keys = createRemoteJWKSet(new URL(jwks_uri))

const token = await idToken(audience)
const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms })
await refused('a changed token', () => jwtVerify(withOneCharacterChanged(token), keys, { issuer, audience, algorithms }))
console.log(`result: ${payload.sub}`)
