/** Gives a text a key that the server knows it by, so that it becomes one run however often it is sent. */
export class SubmissionKey {
  private text: string | undefined;
  private key = '';

  for(text: string): string {
    if (text !== this.text) {
      this.text = text;
      // Unlike randomUUID this is there without https, too.
      this.key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
    }
    return this.key;
  }
}
