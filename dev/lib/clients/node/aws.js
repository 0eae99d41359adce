import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
console.log(`result: ${Arn}`)
