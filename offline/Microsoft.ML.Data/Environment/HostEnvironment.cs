using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The root of the tree of hosts, and what its hosts share.</summary>
internal class HostEnvironment : MessageSource, IHostEnvironmentInternal, ICancelable
{
    private readonly object _lock = new();
    private readonly List<WeakReference<Host>> _children = [];
    private readonly Dictionary<string, object> _options = [];
    private readonly HostEnvironment _root;
    private readonly HostEnvironment _parent;

    public HostEnvironment(int? seed)
        : base(null, null)
    {
        _root = this;
        Seed = seed;
        Rand = seed is int value ? new Random(value) : new Random();
        ComponentCatalog = new ComponentCatalog();
        ComponentCatalog.RegisterAssembly(typeof(HostEnvironment).Assembly);
    }

    protected HostEnvironment(HostEnvironment parent, string name, Random rand)
        : base(name, parent._parent?.FullName)
    {
        _root = parent._root;
        _parent = parent;
        Seed = parent.Seed;
        Rand = rand;
        ComponentCatalog = parent.ComponentCatalog;
        TempFilePath = parent.TempFilePath;
        GpuDeviceId = parent.GpuDeviceId;
        FallbackToCpu = parent.FallbackToCpu;
        IsCanceled = parent.IsCanceled;
    }

    /// <summary>Messages of all channels under this root, with the full name of the channel.</summary>
    public event Action<string, ChannelMessage> Message;

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    public int? Seed { get; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public bool IsCanceled { get; private set; }

    public override string ContextDescription => FullName ?? "HostEnvironment";

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock)
        {
            _children.RemoveAll(c => !c.TryGetTarget(out _));
            var host = new Host(this, name, new Random(seed ?? Rand.Next()));
            _children.Add(new WeakReference<Host>(host));
            return host;
        }
    }

    public IChannel Start(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new Channel(_root, this, name);
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new Pipe<TMessage>(this, name);
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel();
    }

    public void CancelExecution()
    {
        lock (_lock)
        {
            foreach (WeakReference<Host> child in _children)
            {
                if (child.TryGetTarget(out Host host))
                    host.CancelExecution();
            }
            _children.Clear();
            IsCanceled = true;
        }
    }

    public void Dispatch(string source, ChannelMessage message) => Message?.Invoke(source, message);

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(Checked(name), value);

    public void SetOption<T>(string name, T value) => _options[Checked(name)] = value;

    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _options.TryGetValue(Checked(name), out object option);
        value = found ? (T)option : default;
        return found;
    }

    public T GetOptionOrDefault<T>(string name) => TryGetOption(name, out T value) ? value : default;

    public bool RemoveOption(string name) => _options.Remove(Checked(name));

    private static string Checked(string name) => string.IsNullOrWhiteSpace(name) ? throw new ArgumentNullException(nameof(name)) : name;
}
