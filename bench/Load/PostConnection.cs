using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CdViz.Bench.Load;

/// <summary>One kept connection of HTTP/1.1 that posts events one after the other. Allocates nothing per request but its place in the latencies.</summary>
internal sealed class PostConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs receive = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpAnswer answer = new();
    private readonly byte[][] requests;
    private readonly int[] heads;
    private readonly IPEndPoint server;
    private readonly int step;
    private readonly long begin;
    private readonly long end;
    private int nth;
    private long sentAt;

    /// <summary>A connection.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="firstRun">The first run it reports.</param>
    /// <param name="step">How far the next run is from there.</param>
    /// <param name="begin">When measuring begins, by <see cref="Stopwatch"/>.</param>
    /// <param name="end">When measuring ends.</param>
    public PostConnection(IPEndPoint server, long firstRun, int step, long begin, long end)
    {
        (this.server, this.step, this.begin, this.end) = (server, step, begin, end);
        Run = firstRun;
        var head = EventTemplate.All.Select(template => Encoding.ASCII.GetBytes(
            $"POST /cdevents HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {template.Length}\r\n\r\n")).ToList();
        heads = [.. head.Select(bytes => bytes.Length)];
        requests = [.. head.Select((bytes, i) => (byte[])[.. bytes, .. new byte[EventTemplate.All[i].Length]])];
        receive.SetBuffer(answer.Buffer);
        receive.Completed += (_, _) => GoOn();
    }

    /// <summary>The run it reports at last.</summary>
    public long Run { get; private set; }

    /// <summary>Answers that came within the time measured.</summary>
    public Latencies Answered { get; } = new();

    /// <summary>Events that were not answered 201.</summary>
    public long Failed { get; private set; }

    /// <summary>Posts until the time is up.</summary>
    public async Task RunAsync()
    {
        await socket.ConnectAsync(server);
        Send();
        if (!socket.ReceiveAsync(receive))
        {
            GoOn();
        }

        await ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        receive.Dispose();
    }

    private void GoOn()
    {
        try
        {
            do
            {
                if (receive.SocketError is not SocketError.Success || receive.BytesTransferred == 0)
                {
                    throw new IOException($"The server closed the connection ({receive.SocketError}).");
                }

                if (answer.Take(receive.BytesTransferred))
                {
                    var now = Stopwatch.GetTimestamp();
                    Note(now);
                    if (now >= end)
                    {
                        ended.SetResult();
                        return;
                    }

                    Send();
                }

                receive.SetBuffer(answer.Free);
            }
            while (!socket.ReceiveAsync(receive));
        }
        catch (Exception fault)
        {
            ended.TrySetException(fault);
        }
    }

    private void Note(long now)
    {
        if (answer.Status != 201)
        {
            Failed++;
        }
        else if (now >= begin && now < end)
        {
            Answered.Add(now - sentAt);
        }

        answer.Clear();
        nth++;
        if (nth == EventTemplate.All.Count)
        {
            nth = 0;
            Run += step;
        }
    }

    private void Send()
    {
        var request = requests[nth];
        EventTemplate.All[nth].WriteJson(request.AsSpan(heads[nth]), Run, nth);
        sentAt = Stopwatch.GetTimestamp();
        // Fits into the socket's buffer, so it does not wait.
        socket.Send(request);
    }
}
