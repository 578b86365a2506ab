using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CdViz.Api.Pulling;

/// <summary>The objects of a bucket, each read when it is new or has another ETag than when it was read last.</summary>
internal sealed class S3Source : IPolled, IDisposable
{
    private readonly SourceSettings settings;
    private readonly int maxBytes;
    private readonly Matcher matcher;
    private readonly AmazonS3Client client;

    public S3Source(SourceSettings settings, int maxBytes)
    {
        (this.settings, this.maxBytes, matcher) = (settings, maxBytes, Patterns.Of(settings.Patterns));
        var config = new AmazonS3Config { MaxErrorRetry = 2, Timeout = TimeSpan.FromSeconds(100), ForcePathStyle = settings.Uri.Length > 0 };
        (config.RequestChecksumCalculation, config.ResponseChecksumValidation) = (RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation.WHEN_REQUIRED);
        if (settings.Uri.Length > 0)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (settings.Uri, settings.Region);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        // Without a key of the settings, what the machine has is used: environment, profile, role.
        client = settings.User.Length > 0 ? new(new BasicAWSCredentials(settings.User, settings.Password), config) : new(config);
    }

    /// <inheritdoc/>
    public string What => $"the bucket {settings.Bucket}";

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <inheritdoc/>
    public async Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct)
    {
        try
        {
            var states = await pull.StatesAsync(ct);
            var gone = states.Keys.ToHashSet(StringComparer.Ordinal);
            var request = new ListObjectsV2Request { BucketName = settings.Bucket, Prefix = settings.Prefix };
            do
            {
                var page = await client.ListObjectsV2Async(request, ct);
                foreach (var item in page.S3Objects ?? [])
                {
                    gone.Remove(item.Key);
                    if (matcher.Match(item.Key).HasMatches && states.GetValueOrDefault(item.Key) != item.ETag)
                    {
                        await TakeAsync(pull, item, ct);
                    }
                }

                request.ContinuationToken = page.IsTruncated is true ? page.NextContinuationToken : null;
            }
            while (request.ContinuationToken is not null);
            await pull.ForgetAsync([.. gone], ct);
            return null;
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new PullException(fault.Message);
        }
    }

    private async Task TakeAsync(Pull pull, S3Object item, CancellationToken ct)
    {
        if (item.Size > Patterns.MaxFileBytes)
        {
            pull.Wrong($"the object {item.Key} has {item.Size} bytes; {Patterns.MaxFileBytes} are allowed.");
        }
        else
        {
            try
            {
                using var answer = await client.GetObjectAsync(settings.Bucket, item.Key, ct);
                using var body = new MemoryStream();
                await answer.ResponseStream.CopyToAsync(body, ct);
                var format = Cutter.FormatOf(settings.Format, item.Key, Path.HasExtension(item.Key) ? null : answer.Headers.ContentType);
                await pull.TakeAsync(Cutter.Cut(format, body.ToArray(), item.Key, maxBytes), ct);
            }
            catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.NotFound)
            {
                // It has gone meanwhile.
                return;
            }
        }

        await pull.SaveAsync(item.Key, item.ETag ?? "", ct);
    }
}
