# The mock servers in a container. Build: docker build --tag caretasks .
# Run: docker run --rm --publish 127.0.0.1:4010:4010 caretasks miramace --seed monday
# See docs/how-to/run-in-docker.md.

FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements/release.txt requirements/mock.txt requirements/
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes --requirement requirements/release.txt \
    && python -m venv /opt/caretasks \
    && /opt/caretasks/bin/pip install --no-cache-dir --require-hashes --requirement requirements/mock.txt
COPY pyproject.toml README.md CHANGELOG.md LICENSE ./
COPY generated generated
COPY contracts contracts
RUN /opt/build/bin/python -m build --wheel --no-isolation \
    && /opt/caretasks/bin/pip install --no-cache-dir --no-deps dist/*.whl \
    && /opt/caretasks/bin/pip uninstall --yes pip

FROM python:3.13-slim
COPY --from=build /opt/caretasks /opt/caretasks
RUN useradd --system --no-create-home --uid 10001 caretasks
USER 10001
ENV PATH=/opt/caretasks/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 4010
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:4010/', timeout=2).read()"]
# In a container, the loopback address is reached by its own processes only.
ENTRYPOINT ["caretasks", "mock", "--host", "0.0.0.0", "--port", "4010"]
