FROM mcr.microsoft.com/dotnet/sdk:10.0@sha256:ed034a8bf0b24ded0cbbac07e17825d8e9ebfe21e308191d0f7421eaf5ad4664 AS build
WORKDIR /source

# Packages first: this layer is built again only when a project or a lock file changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Domain/CdViz.Domain.csproj src/Domain/packages.lock.json src/Domain/
COPY src/Projections/CdViz.Projections.csproj src/Projections/packages.lock.json src/Projections/
COPY src/Adapters/CdViz.Adapters.csproj src/Adapters/packages.lock.json src/Adapters/
COPY src/Api/CdViz.Api.csproj src/Api/packages.lock.json src/Api/
RUN dotnet restore src/Api --locked-mode

COPY .editorconfig ./
COPY db/ db/
COPY src/ src/
RUN dotnet publish src/Api --configuration Release --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0@sha256:1fa23fc4872d95fd71c2833ebe65d7e84a43b2d51a31d119516852f13d9505a7
WORKDIR /app
COPY --from=build /app ./
# So that a step of a pipeline says 'cdviz emit …' in this image.
RUN printf '#!/bin/sh\nexec dotnet /app/CdViz.Api.dll "$@"\n' >/usr/local/bin/cdviz && chmod 755 /usr/local/bin/cdviz

# The file system may be read-only: nothing is written but to the database. The image has no Kerberos to encrypt with.
ENV DOTNET_EnableDiagnostics=0 \
    PGGSSENCMODE=disable \
    Urls=http://0.0.0.0:8080
EXPOSE 8080
USER $APP_UID

# The image has no curl; bash speaks enough HTTP.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]

ENTRYPOINT ["dotnet", "CdViz.Api.dll"]
CMD ["serve"]
