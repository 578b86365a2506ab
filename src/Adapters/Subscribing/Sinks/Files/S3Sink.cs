using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace CdViz.Adapters.Subscribing.Sinks.Files;

/// <summary>Writes events into objects of a bucket, a line each, by the day on which they occurred. Of the same events an object has the same name, and takes the place of what was.</summary>
internal sealed class S3Sink(SinkSettings settings, string name, OutgoingGuard? guard) : ISink
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);

    private readonly SecretFile password = new("secret key", settings.Password, settings.PasswordFile);
    private AmazonS3Client? client;
    private Guarded? guarded;

    /// <inheritdoc/>
    public int Most => 10_000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Timeout ?? UsualTime);
        try
        {
            var open = client ??= Client();
            foreach (var (part, lines) in Partitions.Of(name, SinkFormat.CdEvents, events))
            {
                using var body = new MemoryStream(lines.ToArray(), writable: false);
                await open.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = settings.Target,
                        Key = $"{settings.Options?.GetValueOrDefault("prefix")}{part}",
                        InputStream = body,
                        ContentType = "application/x-ndjson",
                        UseChunkEncoding = false,
                    },
                    patience.Token).ConfigureAwait(false);
            }

            return new(events.Count);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && fault is not SinkException)
        {
            return SinkResult.None(new SinkFault.Away(fault is OperationCanceledException ? "The bucket did not answer in time." : $"The bucket does not take it: {fault.Message}"));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client?.Dispose();
        guarded?.Dispose();
        return default;
    }

    private AmazonS3Client Client()
    {
        var config = new AmazonS3Config
        {
            // Buckets of others know neither trailing checksums nor buckets as names of hosts.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
        };
        if (guard is not null)
        {
            config.HttpClientFactory = guarded ??= new Guarded(guard);
        }

        var region = settings.Options?.GetValueOrDefault("region") ?? "us-east-1";
        if (settings.Url is { Length: > 0 } url)
        {
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (url, true, region);
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        return settings.User is { Length: > 0 } user ? new AmazonS3Client(new BasicAWSCredentials(user, password.Text() ?? ""), config) : new AmazonS3Client(config);
    }

    private sealed class Guarded(OutgoingGuard guard) : HttpClientFactory, IDisposable
    {
        private readonly HttpClient http =
            new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = guard.ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => http.Dispose();
    }
}
