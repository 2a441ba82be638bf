# docker build -f docker/daggyd.Dockerfile -t daggyd .
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
# tini: process 1 has to reap what tasks leave behind.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node -m 0700 /var/lib/daggy
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY docker/daggyd.json /etc/daggy/daggyd.json
USER node
VOLUME /var/lib/daggy
EXPOSE 2503
HEALTHCHECK --start-period=30s --interval=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:2503/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/apps/daggyd/main.js"]
CMD ["--config", "/etc/daggy/daggyd.json"]
