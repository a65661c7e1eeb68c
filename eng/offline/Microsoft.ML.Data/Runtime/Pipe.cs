namespace Microsoft.ML.Runtime;

/// <summary>Messages of a kind that nobody listens to.</summary>
internal class Pipe<TMessage>(IExceptionContext parent) : IPipe<TMessage>
{
    public string ContextDescription => parent.ContextDescription;

    public TException Process<TException>(TException ex)
        where TException : Exception => parent.Process(ex);

    public virtual void Send(TMessage msg)
    {
    }

    public virtual void Dispose()
    {
    }
}
