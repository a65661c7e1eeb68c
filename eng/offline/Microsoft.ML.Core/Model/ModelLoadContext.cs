using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads itself from: its Model.key entry, and others beside it.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;

    internal ModelHeader Header;

    private readonly IExceptionContext _ectx;

    internal ModelLoadContext(RepositoryReader rep, RepositoryEntry ent, string dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Repository = rep;
        Directory = dir;
        _ectx = rep.ExceptionContext;
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelHeader.Read(Reader, out Strings, out LoaderAssemblyName);
    }

    /// <summary>False where there is no such model; throws where there is one that cannot be loaded.</summary>
    /// <exception cref="FormatException">The model is damaged, or nothing registered can load it.</exception>
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        result = null;
        using RepositoryEntry entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
        {
            return false;
        }

        using var ctx = new ModelLoadContext(rep, entry, dir);
        result = ctx.Create<TRes, TSig>(env, extra) ?? throw env.ExceptDecode($"Couldn't load model: '{dir}'");
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
        {
            throw env.ExceptDecode("Corrupt model file");
        }
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class => LoadModel<TRes, TSig>(env, out result, Repository, RepositoryEntry.PathOf(Directory, name), extra);

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        string path = RepositoryEntry.PathOf(Directory, dir);
        using RepositoryEntry entry = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (entry is null)
        {
            return false;
        }

        using var ctx = new ModelLoadContext(Repository, entry, path);
        action(ctx);
        return true;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using RepositoryEntry entry = Repository.OpenEntryOrNull(Directory, name);
        if (entry is null)
        {
            return false;
        }

        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public void CheckAtModel() => _ectx.Check(Reader.BaseStream.Position == Header.FpModel);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.CheckVersionInfo(ver);
    }

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        _ectx.CheckDecode(id >= -1 && id < Strings.Length);
        return id < 0 ? null : Strings[id];
    }

    public string LoadString()
    {
        int id = Reader.ReadInt32();
        _ectx.CheckDecode(id >= 0 && id < Strings.Length);
        return Strings[id];
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        _ectx.CheckDecode(text.Length > 0);
        return text;
    }

    public void Dispose() => Reader.Dispose();

    /// <summary>Calls the loader that the header names; null where none is known. It must read all that the component wrote.</summary>
    private TRes Create<TRes, TSig>(IHostEnvironment env, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
        {
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));
        }

        object[] args = [this, .. extra];
        foreach (string signature in new[] { Header.LoaderSignature.ToString(), Header.LoaderSignatureAlt.ToString() })
        {
            if (signature.Length > 0 && env.ComponentCatalog.TryCreateInstance(env, typeof(TSig), signature, args, out object created) && created is TRes result)
            {
                _ectx.CheckDecode(Reader.BaseStream.Position == Header.FpModel + Header.CbModel);
                return result;
            }
        }

        return null;
    }
}
