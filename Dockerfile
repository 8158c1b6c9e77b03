# The API in a container. The store is another one: see docker-compose.yml.
FROM python:3.13-slim AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
# The version that the Makefile bootstraps; a test compares them.
ARG UV_VERSION=0.13.8
RUN pip install --no-cache-dir "uv==${UV_VERSION}"
# The dependencies first: they change less often than the code.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md LICENSE ./
COPY graph_model graph_model
COPY outbound outbound
COPY loaders loaders
COPY ticketing ticketing
COPY stores stores
COPY queries queries
COPY access access
COPY application application
COPY api api
COPY samples samples
# What the explorer's and the OpenAPI page are built from, with the wheel.
COPY web web
RUN uv sync --locked --no-dev --no-editable

FROM python:3.13-slim
COPY --from=build /app/.venv /app/.venv
RUN useradd --system --no-create-home ramify
# Where the first admin's token is put: a volume, so that it is there when the container is not.
RUN mkdir /secrets && chown ramify /secrets && chmod 700 /secrets
VOLUME /secrets
USER ramify
ENV PATH="/app/.venv/bin:$PATH"
EXPOSE 8000
# Inside a container loopback is the container's own; what may reach it, the port mapping decides.
# Asked by another name than loopback's, it answers once RAMIFY_HOSTS has that name.
# Others than this machine's own can reach it there, so that whoever asks has to bring a token; the
# first of an admin is in /secrets/admin-token.
ENV RAMIFY_SIGN_IN=required
CMD ["sh", "-c", "ramify token create admin --role admin --first --quiet -o /secrets/admin-token && exec ramify serve --host 0.0.0.0 --port 8000"]
