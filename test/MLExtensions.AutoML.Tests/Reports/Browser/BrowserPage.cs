using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLExtensions.AutoML.Tests.Reports.Browser;

/// <summary>A page of a browser, driven through its DevTools protocol: commands have answers, and what the page says and loads is noted.</summary>
internal sealed class BrowserPage : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _timeout = new(s_patience);
    private string? _session;
    private int _commands;

    /// <summary>Errors: of scripts, of the console, and of the browser's own log (such as what its content policy refused).</summary>
    public List<string> Errors { get; } = [];

    /// <summary>The addresses that the page asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Opens a file and waits until it is loaded.</summary>
    public static async Task<BrowserPage> OpenAsync(Chromium browser, string path)
    {
        var page = new BrowserPage();
        await page._socket.ConnectAsync(browser.Address, page._timeout.Token);
        string target = (string)(await page.SendAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!;
        page._session = (string)(await page.SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        foreach (string domain in new[] { "Runtime", "Log", "Network", "Page" })
        {
            await page.SendAsync($"{domain}.enable");
        }

        await page.SendAsync("Page.navigate", new() { ["url"] = new Uri(path).AbsoluteUri });
        while ((string)(await page.EvaluateAsync("document.URL + ' ' + document.readyState"))! is var state && !(state.StartsWith("file:", StringComparison.Ordinal) && state.EndsWith(" complete", StringComparison.Ordinal)))
        {
            await Task.Delay(50, page._timeout.Token);
        }

        return page;
    }

    /// <summary>The value of an expression of the page's language.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.IsNull(answer["exceptionDetails"], $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"];
    }

    /// <summary>The texts of the elements that a selector finds, in the page's order.</summary>
    public async Task<string[]> TextsAsync(string selector) =>
        (await EvaluateAsync($"[...document.querySelectorAll({JsonSerializer.Serialize(selector)})].map(element => element.textContent)"))!.AsArray().Select(text => (string)text!).ToArray();

    /// <summary>Clicks with the mouse in the middle of the element that an expression gives.</summary>
    public async Task ClickAsync(string element)
    {
        JsonNode place = (await EvaluateAsync($"(() => {{ const found = {element}; found.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const box = found.getBoundingClientRect(); return {{ x: box.x + box.width / 2, y: box.y + box.height / 2 }}; }})()"))!;
        foreach (string kind in new[] { "mousePressed", "mouseReleased" })
        {
            await SendAsync("Input.dispatchMouseEvent", new() { ["type"] = kind, ["x"] = (double)place["x"]!, ["y"] = (double)place["y"]!, ["button"] = "left", ["clickCount"] = 1 });
        }
    }

    /// <summary>Makes the reader's system dark or light.</summary>
    public Task SetColourSchemeAsync(string scheme) =>
        SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });

    /// <summary>A picture (PNG) of the whole page.</summary>
    public async Task<byte[]> PictureAsync() =>
        Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true, ["format"] = "png" }))["data"]!);

    public void Dispose()
    {
        _socket.Dispose();
        _timeout.Dispose();
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        int id = ++_commands;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (_session is not null)
        {
            command["sessionId"] = _session;
        }

        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, _timeout.Token);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            if ((int?)message["id"] == id)
            {
                Assert.IsNull(message["error"], $"{method}: {message["error"]?.ToJsonString()}");
                return message["result"]!;
            }

            Note(message);
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        byte[] part = new byte[64 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(part, _timeout.Token);
            whole.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }

    private void Note(JsonNode message)
    {
        JsonNode? parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
                Errors.Add(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "warning" or "assert":
                Errors.Add(parameters["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] is "error" or "warning":
                Errors.Add(parameters["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Add((string)parameters!["request"]!["url"]!);
                break;
        }
    }
}
