import * as client from 'openid-client'

const configuration = await client.discovery(
  new URL(process.env.ISSUER), 'checkout', undefined, client.None(),
  { execute: [client.allowInsecureRequests] })
const exchange = (subject_token) => client.genericGrantRequest(
  configuration, 'urn:ietf:params:oauth:grant-type:token-exchange',
  {
    subject_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    audience: process.env.AUDIENCE
  })

try {
  await exchange(`${process.env.SUBJECT_TOKEN}x`)
  throw new Error('a changed subject token was taken')
} catch (error) {
  if (error.error !== 'invalid_request') throw error
}
const { access_token } = await exchange(process.env.SUBJECT_TOKEN)
console.log(`result: ${access_token}`)
