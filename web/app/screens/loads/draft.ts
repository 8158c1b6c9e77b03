// How a file that was sent is to be loaded, as far as somebody has said: kept until it is loaded.
import { graphql, type ResultOf } from "../../graphql/graphql";
import { ask } from "../../graphql/ask";

export const SEND = graphql(`
  mutation Send($input: UploadFileInput!) {
    uploadFile(input: $input) {
      id
      name
      size
      until
      mapping
    }
  }
`);

export type Sent = ResultOf<typeof SEND>["uploadFile"];
export type Draft = {
  name: string;
  until: string;
  /** Null: the file says itself what it is. */
  mapping: string | null;
  source: string;
  replace: boolean;
};

export const draftKey = (id: string): string => `load ${id}`;

/** Send a file; what is proposed for it is the beginning of a draft. */
export async function send(file: File, signal?: AbortSignal): Promise<string> {
  const content = await base64Of(file);
  const { uploadFile } = await ask(SEND, { input: { name: file.name, content } }, signal);
  const { id, name, until, mapping } = uploadFile;
  const draft: Draft = { name, until, mapping, source: "", replace: false };
  sessionStorage.setItem(draftKey(id), JSON.stringify(draft));
  return id;
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error(`${file.name} cannot be read. Is it open elsewhere, or gone?`));
    reader.readAsDataURL(file);
  });
}
