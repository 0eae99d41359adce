import { WorkloadIdentityCredential } from '@azure/identity'

// Microsoft's list of its own clouds does not know the stand-in, so it is not asked.
const credential = new WorkloadIdentityCredential({ disableInstanceDiscovery: true })
const { token } = await credential.getToken('https://storage.azure.com/.default')
console.log(`result: ${token}`)
