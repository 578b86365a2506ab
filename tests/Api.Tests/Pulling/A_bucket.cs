using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Pulling;

public sealed class A_bucket
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "S3rver");

    [Fact]
    public async Task has_its_objects_read_when_they_are_new_or_other_than_before()
    {
        await NodePackage.InstallAsync(Folder);
        await using var s3 = await OtherProgram.StartAsync((folder, port) => new ProcessStartInfo(
            // It makes the tokens of its pages with a cipher that OpenSSL keeps apart by now.
            "node", ["--openssl-legacy-provider", Path.Combine(Folder, "node_modules", "s3rver", "bin", "s3rver.js"), "-d", folder.FullName, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "events"]));
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("S3RVER", "S3RVER"),
            new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{s3.Port}", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
        var events = Enumerable.Range(0, 1105).Select(n => Events.PipelineRunQueued($"run-{n}", n)).ToList();
        Task PutAsync(string key, string text) => client.PutObjectAsync(new PutObjectRequest { BucketName = "events", Key = key, ContentBody = text, UseChunkEncoding = false }, Ct);
        // More than a page of the list has.
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(n => PutAsync($"in/{n:0000}.json", events[n].Text())));
        await PutAsync("in/lines.ndjson", $"{events[1100].Text()}\n{events[1101].Text()}\n");
        await PutAsync("in/poison.json", "{\"cut");
        await PutAsync("in/notes.txt", "not read");
        await PutAsync("elsewhere/1.json", events[1104].Text());
        var secret = Path.Combine(s3.Folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, "S3RVER\n", Ct);
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Sources = [The_pages_on_brokers_and_asking.SourcesOf(
                "s3", ("https://s3.example.com", $"http://127.0.0.1:{s3.Port}"), ("ACCESS-KEY", "S3RVER"), ("/run/secrets/s3", secret)).Single() with { Every = TimeSpan.FromMilliseconds(500) }],
        });

        await api.EventsAsync(1102);
        await PutAsync("in/lines.ndjson", $"{events[1100].Text()}\n{events[1101].Text()}\n{events[1102].Text()}\n");
        await PutAsync("in/new.json", events[1103].Text());

        await api.EventsAsync(1104);
        await api.QuarantineAsync("not-json");
        // Three lines again, and the new one: nothing else was read twice.
        await api.SourceAsync("archive", source => source.Whole("taken") is 1103 + 4, "all is taken");
    }

    [Fact]
    public async Task that_is_not_there_is_missed()
    {
        await using var tool = await ToolServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Sources = [new() { Name = "bucket", Type = SourceType.S3, Uri = tool.Url.ToString(), Bucket = "none", User = "a", Secret = "b", Every = TimeSpan.FromSeconds(1) }],
        });

        await api.SourceAsync("bucket", source => source.Text("lastError") is { } why && why.Contains("nothing comes from the bucket none", StringComparison.Ordinal), "it is missed");
    }
}
