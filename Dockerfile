# The command nasnet on a CPU, from the sources: docker build -t nasnet . && docker run --rm nasnet --version
# Files are exchanged through a folder: docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" nasnet …
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN scripts/package \
    && mkdir /release \
    && tar -xzf target/nasnet-*-linux-*.tar.gz --strip-components=1 -C /release

# TensorFlow's library needs glibc 2.34 or newer; Ubuntu 24.04 has 2.39.
FROM eclipse-temurin:17-jre-noble
RUN useradd --create-home --uid 10001 nasnet \
    && mkdir /work /var/cache/javacpp \
    && chown nasnet /work /var/cache/javacpp
COPY --from=build /release /opt/nasnet
ENV PATH=/opt/nasnet/bin:$PATH \
    NASNET_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=/var/cache/javacpp
USER 10001
# Unpacks TensorFlow's library once, so that no container does it at its start.
RUN nasnet --version && chmod -R a+rwX /var/cache/javacpp
WORKDIR /work
ENTRYPOINT ["nasnet"]
CMD ["--help"]
