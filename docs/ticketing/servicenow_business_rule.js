// Tells Ramify of every change of a task: the script of a business rule in ServiceNow.
// When: async, on insert, update and delete. See servicenow.md beside this file.
(function executeRule(current, previous) {
    var url = gs.getProperty('ramify.url');
    var secret = gs.getProperty('ramify.secret');
    var ours = gs.getProperty('ramify.user');
    var items = (gs.getProperty('ramify.items') || 'cmdb_ci,business_service').split(',');

    // What Ramify itself wrote tells it nothing.
    if (!url || !secret || (ours && current.getValue('sys_updated_by') === ours)) {
        return;
    }

    var names = ['sys_id', 'number', 'short_description', 'state', 'priority', 'active', 'opened_at', 'closed_at',
        'assignment_group', 'type', 'start_date', 'end_date', 'correlation_id', 'sys_updated_on',
        'sys_updated_by', 'sys_mod_count'].concat(items);
    var more = (gs.getProperty('ramify.fields') || '').split(',').filter(Boolean);

    function field(record, name) {
        return {value: record.getValue(name), display_value: record.getDisplayValue(name)};
    }

    function item(record, name, into) {
        into[name] = field(record, name);
        var ci = new GlideRecord('cmdb_ci');
        if (ci.get(record.getValue(name))) {
            into[name + '.serial_number'] = field(ci, 'serial_number');
            into[name + '.asset_tag'] = field(ci, 'asset_tag');
        }
        return into;
    }

    var record = {};
    names.concat(more).forEach(function (name) {
        if (current.isValidField(name)) {
            record[name] = field(current, name);
        }
    });
    items.forEach(function (name) {
        if (current.isValidField(name) && current.getValue(name)) {
            item(current, name, record);
        }
    });

    var affected = [];
    var link = new GlideRecord('task_ci');
    link.addQuery('task', current.getUniqueValue());
    link.query();
    while (link.next()) {
        affected.push(item(link, 'ci_item', {}));
    }

    // Only ASCII, so that what is signed is what is sent, whatever encodes it on the way.
    var said = {event: current.operation(), table: current.getTableName(), record: record, affected: affected};
    var body = JSON.stringify(said).replace(/[\u007f-\uffff]/g, function (c) {
        return '\\u' + ('0000' + c.charCodeAt(0).toString(16)).slice(-4);
    });
    var key = GlideStringUtil.base64Encode(secret);

    var request = new sn_ws.RESTMessageV2();
    request.setEndpoint(url);
    request.setHttpMethod('post');
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('X-Ramify-Delivery', current.getUniqueValue() + '.' + current.getValue('sys_mod_count') + '.' + said.event);
    request.setRequestHeader('X-Ramify-Signature', new GlideCertificateEncryption().generateMac(key, 'HmacSHA256', body));
    request.setRequestBody(body);
    var answer = request.execute();
    if (answer.getStatusCode() !== 202) {
        // Ramify asks for what changed from time to time, so nothing is lost.
        gs.warn('Ramify did not take ' + current.getValue('number') + ': ' + answer.getStatusCode());
    }
})(current, previous);
