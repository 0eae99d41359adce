import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'

const { ISSUER: issuer, KEYCLOAK, KEYCLOAK_SECRET, AUDIENCE: audience } = process.env
const found = (url, id, secret) => client.discovery(
  new URL(url), id, secret, secret ? undefined : client.None(), { execute: [client.allowInsecureRequests] })
const ours = await found(issuer, 'checkout')

const issued = async (id) =>
  (await client.clientCredentialsGrant(await found(KEYCLOAK, id, KEYCLOAK_SECRET))).access_token
const exchanged = async (subject_token) =>
  (await client.genericGrantRequest(ours, 'urn:ietf:params:oauth:grant-type:token-exchange', {
    subject_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience
  })).access_token

try {
  await exchanged(await issued('other'))
  throw new Error('a token of another client was taken')
} catch (error) {
  if (error.error !== 'invalid_request') throw error
}
const keys = createRemoteJWKSet(new URL(ours.serverMetadata().jwks_uri))
const { payload } = await jwtVerify(await exchanged(await issued('checkout')), keys, { issuer, audience, algorithms: ['RS256'] })
console.log(`result: ${payload.sub}`)
