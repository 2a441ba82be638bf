import type { Request } from 'express';

/** What Express keeps of each route; the part of its router that lists them. */
interface Layer {
  readonly route?: { readonly methods?: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods that routes know at the request's path, HEAD beside GET; empty for an unknown path. */
export function allowedMethods(request: Request): string[] {
  const router = request.app.router as unknown as { readonly stack: readonly Layer[] };
  const methods = new Set<string>();
  for (const layer of router.stack) {
    if (layer.route?.methods === undefined || !matches(layer, request.path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** A path with a broken escape matches nothing. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
