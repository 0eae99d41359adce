// What the verifiers of this folder share: a token by the request URL, and what has to be refused.

export async function idToken(audience) {
  const response = await fetch(
    `${process.env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`,
    { headers: { Authorization: `bearer ${process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` } })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer.value
}

export function withOneCharacterChanged(token) {
  const at = Math.floor((token.lastIndexOf('.') + token.length) / 2)
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

export async function refused(what, verification) {
  try {
    await verification()
  } catch {
    return
  }
  throw new Error(`${what} was taken`)
}
