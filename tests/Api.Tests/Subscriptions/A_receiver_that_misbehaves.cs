using System.Net;
using System.Net.Sockets;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Sockets that answer what no web server would.</summary>
public sealed class A_receiver_that_misbehaves(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;
    private readonly string name = $"m-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("headers without end", "HTTP/1.1 200 OK\r\n", "X-Header: 0123456789abcdef0123456789abcdef\r\n", 0)]
    [InlineData("a line without end", "HTTP/1.1 200 OK\r\nX: ", "0123456789abcdef0123456789abcdef", 0)]
    [InlineData("a byte at a time", "HTTP/1.1 200 OK\r\nX: ", "0", 200)]
    [InlineData("other answers first", "", "HTTP/1.1 100 Continue\r\n\r\n", 1)]
    [InlineData("a body of an error without end", "HTTP/1.1 500 Error\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\nX\r\n", 0)]
    [InlineData("a body of an error, a byte at a time", "HTTP/1.1 500 Error\r\nContent-Length: 1000000\r\n\r\n", "x", 100)]
    [InlineData("what is no HTTP", "\u0001\u0002 220 hello\r\n", "x\r\n", 10)]
    [InlineData("a redirect to itself", "HTTP/1.1 307 Temporary Redirect\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", null, 0)]
    [InlineData("nothing", "", "", 100)]
    public async Task is_waited_for_while_others_go_on(string what, string begins, string? repeats, int pause)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, begins, repeats?.Replace("X\r\n", $"{new string('x', 1024)}\r\n", StringComparison.Ordinal), pause);
        await using var well = await Receiver.StartAsync();
        await api.RecordAsync(Subscribed.Runs(1, name));
        var filter = new { subjects = new[] { $"{name}*" } };
        await api.SubscribeAsync(name, new { type = "http", url = $"http://{listener.LocalEndpoint}/", timeout = "00:00:01" }, filter);
        await api.SubscribeAsync($"{name}-well", new { type = "http", url = well.Url }, filter);

        await api.DeliveredAsync($"{name}-well");
        await WaitFor.TrueAsync(async () => await api.SubscriptionAsync(name) is var one && one.Text("state") == "waiting" && one.Whole("attempts") >= 2, $"{what} is waited for");
        (await api.SubscriptionAsync(name)).Text("lastError")!.Length.ShouldBeLessThanOrEqualTo(1001);
        (await api.SubscriptionAsync(name)).Whole("delivered").ShouldBe(0);
        (await api.Client.DeleteAsync($"/subscriptions/{name}", Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        listener.Stop();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, string begins, string? repeats, int pause)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptSocketAsync(Ct), begins, repeats, pause);
            }
        }
        catch (Exception fault) when (fault is SocketException or InvalidOperationException or OperationCanceledException)
        {
            // It has ended.
        }
    }

    private static async Task AnswerAsync(Socket socket, string begins, string? repeats, int pause)
    {
        using var own = socket;
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(begins));
            for (var again = repeats is null ? [] : Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(repeats, pause is 0 ? 100 : 1))); repeats is not null;)
            {
                await socket.SendAsync(again);
                if (pause > 0)
                {
                    await Task.Delay(pause, Ct);
                }

                if (socket.Poll(0, SelectMode.SelectRead) && socket.Available is 0)
                {
                    return;
                }
            }

            // What was asked is read before it is left, or the other side would see no answer.
            var request = new byte[64 * 1024];
            _ = await socket.ReceiveAsync(request);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side has had enough.
        }
    }
}
