using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Other people's programs that events go to, each in a process and a folder of its own.</summary>
internal sealed class SinkPrograms : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private SinkPrograms(Process process, DirectoryInfo folder, string address) => (this.process, this.folder, Address) = (process, folder, address);

    public string Address { get; }

    /// <summary>nats-server with JetStream.</summary>
    /// <param name="at">The port; a free one when left out.</param>
    public static Task<SinkPrograms> NatsAsync(int? at = null) => StartAsync(
        "nats://127.0.0.1", (folder, port) => Program("nats-server", "-a", "127.0.0.1", "-p", $"{port}", "-js", "-sd", folder.FullName), at);

    /// <summary>ClickHouse with the table of the page.</summary>
    public static async Task<SinkPlace> ClickHouseAsync()
    {
        var server = await StartAsync("http://127.0.0.1", (folder, port) =>
        {
            File.WriteAllText(Path.Combine(folder.FullName, "config.xml"), $"""
                <yandex><logger><level>error</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger><http_port>{port}</http_port><listen_host>127.0.0.1</listen_host>
                <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><mark_cache_size>5368709</mark_cache_size><users_config>{folder}/users.xml</users_config>
                <default_profile>default</default_profile><default_database>default</default_database></yandex>
                """);
            File.WriteAllText(Path.Combine(folder.FullName, "users.xml"), """
                <yandex><profiles><default/></profiles><quotas><default/></quotas>
                <users><cdviz><password>secret</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></cdviz></users></yandex>
                """);
            return Program("clickhouse-server", $"--config-file={folder}/config.xml");
        });
        var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        var page = await File.ReadAllTextAsync(Checkout.PathTo("docs/sinks/clickhouse.md"), Ct);
        await AskAsync(http, page.Split("```sql\n")[1].Split("```")[0]);
        return new(
            [("http://127.0.0.1:8123", server.Address)],
            async () => SinkPlace.Lines(await AskAsync(http, "select payload from cdevents order by position format JSONEachRow")).Select(row => JsonElement.Parse(row.Text("payload")!)),
            async () =>
            {
                http.Dispose();
                await server.DisposeAsync();
            });
    }

    /// <summary>s3rver with a bucket <c>events</c>.</summary>
    public static async Task<SinkPlace> S3Async()
    {
        var installed = Path.Combine(AppContext.BaseDirectory, "S3rver");
        await NodePackage.InstallAsync(installed);
        var server = await StartAsync("http://127.0.0.1", (folder, port) => Program(
            "node", Path.Combine(installed, "node_modules", "s3rver", "bin", "s3rver.js"), "-d", folder.FullName, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "events"));
        var client = new AmazonS3Client(
            new BasicAWSCredentials("S3RVER", "S3RVER"), new AmazonS3Config { ServiceURL = server.Address, ForcePathStyle = true, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED });
        return new(
            [("http://127.0.0.1:4568", server.Address)],
            async () =>
            {
                var all = new List<JsonElement>();
                foreach (var one in (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "events", Prefix = "delivery/day=" }, Ct)).S3Objects ?? [])
                {
                    using var text = new StreamReader((await client.GetObjectAsync("events", one.Key, Ct)).ResponseStream);
                    all.AddRange(SinkPlace.Lines(await text.ReadToEndAsync(Ct)));
                }

                return all;
            },
            async () =>
            {
                client.Dispose();
                await server.DisposeAsync();
            });
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<string> AskAsync(HttpClient http, string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", "cdviz");
        request.Headers.Add("X-ClickHouse-Key", "secret");
        using var answer = await http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private static ProcessStartInfo Program(string name, params string[] arguments) => new(
        ((string[])["/usr/sbin", "/usr/bin", "/usr/local/bin"]).Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists) ?? name, arguments);

    private static async Task<SinkPrograms> StartAsync(string address, Func<DirectoryInfo, int, ProcessStartInfo> start, int? at = null)
    {
        var folder = Directory.CreateTempSubdirectory("cdviz-sink-");
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = at ?? ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var info = start(folder, port);
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitFor.TrueAsync(
            async () =>
            {
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(IPAddress.Loopback, port, Ct);
                    return true;
                }
                catch (SocketException) when (!process.HasExited)
                {
                    return false;
                }
            },
            $"{info.FileName} takes connections");
        return new(process, folder, $"{address}:{port}");
    }
}
