using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: its Model.key entry, and others beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;
    internal ModelHeader Header;

    private readonly RepositoryEntry _entry;
    private readonly IExceptionContext _ectx;
    private readonly Dictionary<string, int> _idOfString = [];
    private string _loaderAssemblyName;

    internal ModelSaveContext(RepositoryWriter rep, string dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Repository = rep;
        Directory = dir;
        _ectx = rep.ExceptionContext;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelHeader.BeginWrite(Writer);
    }

    public void Dispose()
    {
        Writer.Dispose();
        _entry.Dispose();
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value is not ICanSaveModel model)
        {
            return;
        }

        using var ctx = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        model.Save(ctx);
        ctx.Done();
    }

    /// <summary>Saves a part of the component in a folder below its own.</summary>
    internal void SaveModel<T>(T value, string name)
        where T : class => SaveModel(Repository, value, RepositoryEntry.PathOf(Directory, name));

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        using var ctx = new ModelSaveContext(Repository, RepositoryEntry.PathOf(Directory, dir), ModelLoadContext.ModelStreamName);
        fn(ctx);
        ctx.Done();
    }

    internal void CheckAtModel()
    {
        Writer.Flush();
        _ectx.Check(Writer.BaseStream.Position == Header.FpModel);
    }

    internal void SetVersionInfo(VersionInfo ver)
    {
        Header.SetVersionInfo(ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        _ectx.CheckNonEmpty(name, nameof(name));
        _ectx.CheckValue(action, nameof(action));
        using RepositoryEntry entry = Repository.CreateEntry(Directory, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    /// <summary>Writes the id of the string, which goes into the entry's table of strings; -1 for null.</summary>
    internal void SaveStringOrNull(string str) => Writer.Write(str is null ? -1 : IdOf(str));

    internal void SaveString(string str)
    {
        _ectx.CheckValue(str, nameof(str));
        Writer.Write(IdOf(str));
    }

    internal void SaveString(ReadOnlyMemory<char> str) => Writer.Write(IdOf(str.ToString()));

    internal void SaveNonEmptyString(string str)
    {
        _ectx.CheckParam(!string.IsNullOrEmpty(str), nameof(str));
        Writer.Write(IdOf(str));
    }

    internal void Done()
    {
        _ectx.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        Header.EndWrite(Writer, _idOfString.OrderBy(pair => pair.Value).Select(pair => pair.Key).ToArray(), _loaderAssemblyName);
        Dispose();
    }

    private int IdOf(string text)
    {
        if (!_idOfString.TryGetValue(text, out int id))
        {
            id = _idOfString.Count;
            _idOfString.Add(text, id);
        }

        return id;
    }
}
