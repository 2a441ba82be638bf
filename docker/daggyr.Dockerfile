# docker build -f docker/daggyr.Dockerfile -t daggyr .
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
 && install -d -m 0700 /var/lib/daggyr
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY docker/daggyr.json /etc/daggy/daggyr.json
# Stays root: limiting tasks takes a writable cgroup v2 tree, so that the container also has to be privileged.
EXPOSE 2504
HEALTHCHECK --start-period=30s --interval=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:2504/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/apps/daggyr/main.js"]
CMD ["--config", "/etc/daggy/daggyr.json"]
