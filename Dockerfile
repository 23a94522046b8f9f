# syntax=docker/dockerfile:1
# Two images from one file:
#   docker build -t vakhta .                      the bot with the transformer lane (about 2 GB)
#   docker build -t vakhta:linear --target linear .   without torch: the linear lane alone (about 0.4 GB)
# --build-arg TORCH_INDEX=URL takes torch from another package index: without a GPU give the CPU
# index that pytorch.org names, or the image grows by several GB of CUDA.
ARG PYTHON=3.11

# --- the wheel: sources stay behind ----------------------------------------------------------------
FROM python:${PYTHON}-slim AS wheel
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

# --- the libraries, pinned to what was tested together -----------------------------------------------
FROM python:${PYTHON}-slim AS libraries-linear
RUN python -m venv /opt/vakhta
COPY constraints.txt /
COPY --from=wheel /wheels /wheels
RUN /opt/vakhta/bin/pip install --no-cache-dir --constraint /constraints.txt \
      "$(ls /wheels/vakhta-*.whl)[postgres]"

FROM libraries-linear AS libraries-full
ARG TORCH_INDEX=
# From that index alone and without its dependencies: they come from the default one.
RUN if [ -n "$TORCH_INDEX" ]; then \
      /opt/vakhta/bin/pip install --no-cache-dir --no-deps --constraint /constraints.txt \
        --index-url "$TORCH_INDEX" torch; \
    fi; \
    /opt/vakhta/bin/pip install --no-cache-dir --constraint /constraints.txt \
      "$(ls /wheels/vakhta-*.whl)[postgres,transformer]"

# --- what runs: no compiler, no sources, no root ------------------------------------------------------
FROM python:${PYTHON}-slim AS runtime
RUN groupadd --system --gid 10001 vakhta \
 && useradd --system --uid 10001 --gid vakhta --home-dir /data --no-create-home vakhta \
 && install -d -o vakhta -g vakhta -m 0750 /data /data/var
ENV PATH=/opt/vakhta/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
# config.toml lies in /data, so `data_dir = "var"` is the volume.
WORKDIR /data
VOLUME /data/var
USER vakhta
EXPOSE 8080
STOPSIGNAL SIGTERM
# Alive, not ready: a platform that is down must not get the bot killed. /readyz is for people.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["vakhta"]
CMD ["run", "--config", "/data/config.toml"]

FROM runtime AS linear
COPY --from=libraries-linear /opt/vakhta /opt/vakhta
ENV VAKHTA_CLASSIFIER__ENGINE=linear

FROM runtime AS full
COPY --from=libraries-full /opt/vakhta /opt/vakhta
