// Who is signed in by a session of this browser; null: nobody is asked for, or nobody is.
import { useQuery } from "@tanstack/react-query";

export type Who = { name: string; role: string; scoped: boolean; session: boolean };

export function useWho(): Who | null | undefined {
  const { data } = useQuery({
    queryKey: ["session"],
    queryFn: async ({ signal }): Promise<Who | null> => {
      const response = await fetch("/session", { signal });
      return response.ok ? ((await response.json()) as Who) : null;
    },
    retry: false,
  });
  return data;
}
