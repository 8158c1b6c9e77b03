// What does not fit: a file with its mapping and difference, rows kept back, and who may be one.
import { getRouteApi } from "@tanstack/react-router";
import { Share } from "../parts/Snippet";
import { Conflicts } from "./loads/Conflicts";
import { FileBox } from "./loads/FileBox";
import { IdentityQueue } from "./loads/IdentityQueue";
import { Sources } from "./loads/Sources";
import { Upload } from "./loads/Upload";

const route = getRouteApi("/loads");

export function Loads() {
  const search = route.useSearch();
  const { upload } = search;
  const navigate = route.useNavigate();
  const open = (next: string | undefined) => void navigate({ search: { upload: next }, resetScroll: false });
  return (
    <div className="stack">
      <div className="row">
        <h1>Loads</h1>
        <Share />
      </div>
      {upload ? <Upload key={upload} id={upload} onDone={() => open(undefined)} onSent={open} /> : <FileBox onSent={open} />}
      <Sources
        shape={search}
        onShape={({ sort, filter }) =>
          void navigate({ search: (before) => ({ ...before, sort, filter, after: undefined }), replace: true, resetScroll: false })
        }
        after={search.after}
        onPage={(after) => void navigate({ search: (before) => ({ ...before, after }), resetScroll: false })}
      />
      <Conflicts />
      <IdentityQueue />
    </div>
  );
}
