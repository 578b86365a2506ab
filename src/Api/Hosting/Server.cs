using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace CdViz.Api.Hosting;

/// <summary>Puts the server together.</summary>
internal static class Server
{
    /// <summary>Migrates the database and begins to listen.</summary>
    /// <exception cref="CommandFailed">A setting does not allow to start.</exception>
    /// <exception cref="ProjectionFileException">A projection's file does not allow to start.</exception>
    /// <exception cref="NpgsqlException">The database is not there.</exception>
    public static async Task<WebApplication> StartAsync(Settings settings, CancellationToken ct)
    {
        settings.RequireDatabase();
        ListenAddress.Guard(settings);
        var app = Build(settings);
        try
        {
            await app.StartAsync(ct);
            await OwnMachine.GuardAsync(app, settings);
            app.Services.GetRequiredService<StartUp>().Done = true;
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw CommandFailed.WrongUse($"Urls is '{string.Join(';', settings.Urls)}', which another program listens on; set Urls to a free address.");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.Logger.LogInformation("CdViz.EventStore {Version} listens on {Urls}", Product.Version, string.Join(", ", app.Urls));
        if (settings.Tokens.Count == 0)
        {
            app.Logger.LogWarning("No token is configured: everybody on this machine may do everything, nobody else may do anything");
        }

        return app;
    }

    /// <summary>Puts it together; nothing is looked for in the database yet.</summary>
    public static WebApplication Build(Settings settings)
    {
        var app = Builder(settings).Build();
        app.UseApi(settings);
        return app;
    }

    /// <summary>What the server is made of.</summary>
    public static WebApplicationBuilder Builder(Settings settings)
    {
        var start = new StartUp();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Microsoft.Extensions.Hosting.Environments.Production,
        });
        // The settings that were checked, and no watching of files for changes that would not be.
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddConfiguration(SettingsReader.Sources());
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        })
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => start.Done && level >= LogLevel.Information)
            // What the daemon meets, each projection tells in a line of its own.
            .AddFilter("Marten.Events.Daemon", LogLevel.Critical).AddFilter("JasperFx.Events.Daemon", LogLevel.Critical)
            .AddFilter("Marten", LogLevel.Warning).AddFilter("JasperFx", LogLevel.Warning).AddFilter("Wolverine", LogLevel.Warning)
            // A body that is no JSON is its sender's error, and is answered as such.
            .AddFilter(typeof(CorrectionBody).FullName, LogLevel.None)
            // Whoever asks without a token must not write a line for each time.
            .AddFilter(typeof(TokenHandler).FullName, LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error)
            // Questions of programs that are refused are their own fault; what is the server's, ToolFaults tells.
            .AddFilter("ModelContextProtocol", LogLevel.None)
            .AddFilter("Wolverine.Configuration.HandlerDiscovery", LogLevel.Error);
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls([.. settings.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Bounds.Apply(kestrel.Limits, settings.Limits);
        });
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30))
            .AddSingleton(settings)
            .AddSingleton(start)
            .AddSingleton(TimeProvider.System)
            .AddHostedService<Preparation>()
            .AddStore(settings)
            .AddDoors(settings)
            .AddSources()
            .AddSingleton<Prometheus>()
            .AddSingleton<ProjectionLag>()
            .AddSingleton<Measures>()
            .AddSingleton<QuarantineMeasures>()
            .AddHostedService<QuarantineKeeper>()
            .AddSingleton<InboxMeasures>()
            .AddHostedService<InboxKeeper>()
            .AddAudit()
            .AddAlerts(settings)
            .AddOtlpTracing()
            .AddSingleton<SubscriptionMeasures>()
            .AddHostedService<ChunkKeeper>()
            .AddHostedService<RebuildKeeper>()
            .AddHostedService<TokenKeeper>()
            .AddSingleton<MadeTokens>()
            .AddHostedService(provider => provider.GetRequiredService<MadeTokens>())
            .AddSingleton<DemoRun>()
            .AddSingleton<BulkRecorder>()
            .AddSingleton<Corrections>()
            .AddSingleton<Rebuilds>()
            .AddExceptionHandler<FaultHandler>()
            .AddProblemDetails()
            .AddBounds(settings.Limits)
            .AddGuard(settings.Public)
            .AddPages(settings)
            .AddSingleton<EventSearch>()
            .AddSingleton(_ => new ReaderConnections(settings.Reader, settings.Limits.QueryTime))
            .AddMcp()
            .AddApiJson()
            .AddApiDescription();
        if (settings.Tokens.Count == 0)
        {
            // A page in somebody's browser must not reach the unguarded server under a name of its own.
            builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        }

        return builder;
    }

    /// <summary>What a request goes through.</summary>
    public static void UseApi(this WebApplication app, Settings settings)
    {
        app.UseAnswerHeaders();
        app.UsePageHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusPage.WriteAsync);
        if (settings.Tokens.Count == 0)
        {
            app.UseHostFiltering();
            app.UseOwnMachineOnly();
        }

        // A route for GET answers HEAD too; the web server leaves the body out.
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get;
                context.Items[LiveEndpoint.HeadersAlone] = true;
            }

            return next(context);
        });
        app.UseRouting();
        app.UseBounds();
        app.UseAuthentication();
        app.UseWholeBodies();
        app.UseAudit();
        app.UseAuthorization();
        app.UsePageScopes();
        app.UseAntiforgery();
        app.UseOutputCache();
        app.MapDoors();
        app.MapPages();
        app.MapMcpServer();
        app.MapApiPage();
        app.MapOpenApi().AllowAnonymous();
    }

    /// <summary>Whether the server has started: until then who starts it tells why it did not, and the host need not.</summary>
    private sealed class StartUp
    {
        public bool Done { get; set; }
    }
}
