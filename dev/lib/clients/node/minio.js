import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'

const { Buckets } = await new S3Client({}).send(new ListBucketsCommand({}))
console.log(`result: ${Buckets?.length ?? 0} buckets`)
