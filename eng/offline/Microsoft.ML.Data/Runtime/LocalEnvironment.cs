namespace Microsoft.ML.Runtime;

/// <summary>The environment of one context, and (through <see cref="Register"/>) the hosts of its components, which share its log.</summary>
internal class LocalEnvironment : IHostEnvironmentInternal, ICancelable
{
    private readonly Dictionary<string, object> _options = [];
    private readonly Lock _lock = new();
    private readonly List<WeakReference<LocalEnvironment>> _children = [];
    private readonly Action<string, ChannelMessage> _log;
    private readonly string _parentFullName;
    private bool _isCanceled;

    public LocalEnvironment(int? seed, Action<string, ChannelMessage> log)
    {
        _log = log;
        Seed = seed;
        Rand = RandomUtils.Create(seed);
        ComponentCatalog = new ComponentCatalog();
    }

    private protected LocalEnvironment(LocalEnvironment parent, string name, Random rand)
    {
        _log = parent._log;
        _parentFullName = parent.FullName;
        ShortName = name;
        Rand = rand;
        Seed = parent.Seed;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
        _isCanceled = parent._isCanceled;
    }

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    public int? Seed { get; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public string ContextDescription => ShortName is null ? "HostEnvironment" : FullName;

    bool ICancelable.IsCanceled => _isCanceled;

    private string ShortName { get; }

    private string FullName => string.IsNullOrEmpty(_parentFullName) ? ShortName : $"{_parentFullName}; {ShortName}";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock)
        {
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            var host = new Host(this, name, seed is int value ? RandomUtils.Create(value) : RandomUtils.Create(Rand));
            _children.Add(new WeakReference<LocalEnvironment>(host));
            return host;
        }
    }

    public IChannel Start(string name) => new Channel(this, $"{FullName}; {name}".TrimStart(';', ' '), _log);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this);

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(this, name);
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
        {
            ex.Data["Throwing component"] = ShortName ?? "Environment";
            Contracts.Mark(ex);
        }

        return ex;
    }

    void ICancelable.CancelExecution()
    {
        lock (_lock)
        {
            foreach (WeakReference<LocalEnvironment> child in _children)
            {
                if (child.TryGetTarget(out LocalEnvironment host))
                {
                    ((ICancelable)host).CancelExecution();
                }
            }

            _children.Clear();
            _isCanceled = true;
        }
    }

    public bool TryAddOption<T>(string name, T value)
    {
        CheckOptionName(name);
        return _options.TryAdd(name, value);
    }

    public void SetOption<T>(string name, T value)
    {
        CheckOptionName(name);
        _options[name] = value;
    }

    public bool TryGetOption<T>(string name, out T value)
    {
        CheckOptionName(name);
        bool found = _options.TryGetValue(name, out object option) && option is T;
        value = found ? (T)option : default;
        return found;
    }

    public T GetOptionOrDefault<T>(string name)
    {
        CheckOptionName(name);
        return _options.TryGetValue(name, out object option) ? (T)option : default;
    }

    public bool RemoveOption(string name)
    {
        CheckOptionName(name);
        return _options.Remove(name);
    }

    private static void CheckOptionName(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentNullException(nameof(name));
        }
    }

    private sealed class Host(LocalEnvironment parent, string name, Random rand) : LocalEnvironment(parent, name, rand), IHost;
}
