import { GoogleAuth } from 'google-auth-library'

const client = await new GoogleAuth().getIdTokenClient(process.env.AUDIENCE)
console.log(`result: ${await client.idTokenProvider.fetchIdToken(process.env.AUDIENCE)}`)
